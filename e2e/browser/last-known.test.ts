import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { accessible } from './axe.ts'
import { type Console, gone, seen, signIn, startConsole } from './console.ts'

const shared = {} as Console
const colleague = { email: 'colleague@example.org', password: 'a long colleague password' }
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', urlPattern: '^/lab', authType: 'public' }, upstream.port)
  await fetch(`${program.http}/lab/first?patient=P-1100`, { method: 'POST', body: 'the secret body' })
  await program.call('POST', '/users', { ...colleague, firstname: 'C', surname: 'C', groups: ['admin'] })
})
after(() => shared.end?.())

const row = (page: Page, path: string) => page.getByRole('row').filter({ hasText: path })
const notice = (page: Page) => page.getByTestId('last-known').getByText(/^As it was at /)

/** Holds every answer of the API back. Returns what lets them through. */
async function holdAnswers(context: BrowserContext) {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const isData = ({ pathname }: URL) => !pathname.startsWith('/console')
  await context.route(isData, async (route) => {
    await opened
    await route.fallback()
  })
  return async () => {
    open()
    await context.unroute(isData)
  }
}

/** The page as it would be a quarter of a minute later: younger answers are no old ones. */
const age = (page: Page) =>
  page.addInitScript(`{ const now = Date.now; const began = now(); Date.now = () => now() + 15_000 }`)

/** A person turns to another tab, and what was shown is kept. */
const readKept = (page: Page) =>
  page.evaluate<string | null>(`(() => {
  window.dispatchEvent(new Event('pagehide'))
  return sessionStorage.getItem('mediary-last-known')
})()`)

for (const { name, path, shown } of [
  { name: 'the list of transactions', path: '/transactions', shown: (page: Page) => row(page, 'POST /lab/first') },
  { name: 'the list of channels', path: '/channels', shown: (page: Page) => row(page, 'lab') },
  {
    name: 'the dashboard',
    path: '/',
    shown: (page: Page) =>
      page.getByRole('table', { name: 'How requests ended, by channel' }).getByRole('row', { name: /^lab/ }),
  },
])
  test(`${name} that is loaded again shows its last known state before the network answers, marked as such`, async (t) => {
    const page = await shared.open(t, path, { alone: true })
    await seen(shown(page))
    await age(page)
    const release = await holdAnswers(page.context())
    await page.reload()
    await seen(shown(page))
    await seen(notice(page))
    await accessible(page, 'the last known state')
    await fetch(`${shared.program.http}/lab/newer`)
    await release()
    await gone(notice(page))
    await seen(shown(page))
  })

test('what is kept holds no body, no header and no credential, and goes with the session', async (t) => {
  const page = await shared.open(t, '/transactions', { alone: true })
  await row(page, 'POST /lab/first').getByRole('link').click()
  await seen(page.getByText('the secret body').first())
  const kept = (await readKept(page)) ?? ''
  assert.ok(kept.includes('/lab/first'))
  for (const secret of ['the secret body', 'content-length', 'password":"']) assert.ok(!kept.includes(secret), secret)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await seen(page.getByLabel('E-mail'))
  assert.equal(await readKept(page), null)
})

test('nobody sees what another person was shown in the same tab', async (t) => {
  const page = await shared.open(t, '/transactions', { alone: true })
  await seen(row(page, 'POST /lab/first'))
  // The other one signs in from another tab, which takes the session of the browser.
  const other = await page.context().newPage()
  await other.goto(`${shared.base}/sign-in`)
  await signIn(other, colleague)
  await seen(other.getByRole('heading', { name: 'Dashboard', level: 1 }))
  const release = await holdAnswers(page.context())
  await page.reload()
  assert.equal(await row(page, 'POST /lab/first').count(), 0)
  assert.equal(await page.evaluate('sessionStorage.getItem("mediary-last-known")'), null)
  await release()
  await seen(row(page, 'POST /lab/first'))
  await seen(page.getByRole('link', { name: colleague.email }))
})

test('a session that the server has ended leaves nothing of the last known state', async (t) => {
  const page = await shared.open(t, '/channels', { alone: true })
  await seen(row(page, 'lab'))
  await page.context().clearCookies()
  await page.reload()
  await seen(page.getByLabel('E-mail'))
  assert.equal(await row(page, 'lab').count(), 0)
  assert.equal(await readKept(page), null)
})
