import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Console, seen, startConsole } from './console.ts'

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole())
  await shared.program.makeChannel({ name: 'lab', urlPattern: '^/lab', authType: 'public' }, shared.upstream.port)
  await fetch(`${shared.program.http}/lab/1`)
})
after(() => shared.end?.())

test('the dashboard opens with few calls: its documents come in one', async (t) => {
  const page = await shared.open(t, '/about', { alone: true })
  const calls: URL[] = []
  page.on('request', (request) => {
    if (request.resourceType() === 'fetch') calls.push(new URL(request.url()))
  })
  await page.goto(`${shared.base}/`)
  await seen(page.getByRole('img', { name: /^Requests, by / }))
  // What follows later is asked for by live updates, and when the page is idle.
  const first = calls.findIndex(({ pathname }) => pathname === '/batch')
  assert.deepEqual(new Set(calls.slice(0, first).map(({ pathname }) => pathname)), new Set(['/me']))
  const documents = calls[first]?.searchParams.getAll('get') ?? []
  t.diagnostic(documents.join(' '))
  assert.ok(documents.length > 10, `${documents.length} documents`)
})

test('behind a proxy that takes no batch, every page shows what it shows otherwise', async (t) => {
  const page = await shared.open(t, '/about', { alone: true })
  await page.route('**/batch?*', (route) => route.fulfill({ status: 414, body: '<html>URI too long</html>' }))
  await page.goto(`${shared.base}/`)
  await seen(page.getByRole('img', { name: /^Requests, by / }))
  await page.goto(`${shared.base}/transactions`)
  await seen(page.getByRole('row').filter({ hasText: '/lab/1' }))
})

test('a session that ends between two batches asks to sign in again, and shows the page after it', async (t) => {
  const page = await shared.open(t, '/transactions', { alone: true })
  await seen(page.getByRole('row').filter({ hasText: '/lab/1' }))
  await page.context().clearCookies()
  await page.getByRole('navigation').getByRole('link', { name: 'Clients', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^Password/).fill(shared.program.admin.password)
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await seen(page.getByRole('heading', { name: 'Clients', level: 1 }))
})
