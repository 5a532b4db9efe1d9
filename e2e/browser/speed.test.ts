import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { type Console, seen, startConsole } from './console.ts'

const many = { clients: 10_000, roles: 300, channels: 100 }

const shared = {} as Console
before(async () => {
  Object.assign(shared, await startConsole({ workers: 1 }))
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: ['role-0'] }, upstream.port)
  await program.makeClient({ clientID: 'clinic', roles: ['role-0'], customTokenID: 'clinic-token' })
  for (let i = 0; i < 3; i++) await fetch(`${program.http}/lab`, { headers: { authorization: 'Custom clinic-token' } })
  fill(join(program.folder, 'mediary.db'))
})
after(() => shared.end?.())

/** Copies of the one client and the one channel, straight into the store: through the API this would take minutes. */
function fill(file: string) {
  const store = new DatabaseSync(file)
  const definitionOf = (table: string) =>
    JSON.parse(String(store.prepare(`select definition from ${table}`).get()?.definition))
  const [client, channel] = [definitionOf('clients'), definitionOf('channels')]
  const id = (kind: string, n: number) => `${kind}${n.toString(16).padStart(23, '0')}`
  const role = (n: number) => `role-${n % many.roles}`
  store.exec('begin immediate')
  const addClient = store.prepare('insert into clients (id, client_id, definition) values (?, ?, ?)')
  for (let n = 0; n < many.clients; n++) {
    const definition = {
      ...client,
      name: `Clinic ${n}`,
      organization: `District ${n % 50}`,
      roles: [role(n), role(n * 7)],
    }
    addClient.run(id('a', n), `clinic-${n}`, JSON.stringify({ ...definition, roles: [...new Set(definition.roles)] }))
  }
  const addRole = store.prepare('insert into roles (id, name) values (?, ?) on conflict do nothing')
  for (let n = 0; n < many.roles; n++) addRole.run(id('b', n), role(n))
  const addChannel = store.prepare('insert into channels (id, name, definition) values (?, ?, ?)')
  for (let n = 1; n < many.channels; n++) {
    const allow = Array.from({ length: many.roles / 3 }, (_, i) => role(i * 3 + (n % 3)))
    addChannel.run(id('c', n), `channel-${n}`, JSON.stringify({ ...channel, name: `channel-${n}`, allow }))
  }
  store.exec('commit')
  store.close()
}

test('the first view loads less than 250 KB of JavaScript, compressed', async (t) => {
  const page = await shared.open(t, '/sign-in', { alone: true })
  await page.waitForLoadState('networkidle')
  const scripts: Promise<number>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script')
      scripts.push(response.body().then((body) => gzipSync(body).length))
  })
  await page.context().clearCookies()
  await page.request.post(`${shared.program.base}/authenticate/local`, {
    data: { username: shared.program.admin.email, password: shared.program.admin.password },
  })
  await page.goto(`${shared.base}/`)
  // The whole landing page, charts and all.
  await seen(page.getByRole('img', { name: 'Requests, by hour' }))
  await page.waitForLoadState('networkidle')
  const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0)
  t.diagnostic(`${Math.round(bytes / 1024)} KB in ${scripts.length} files`)
  assert.ok(scripts.length > 1, 'the scripts of the landing page were not seen')
  assert.ok(bytes < 250_000, `${bytes} bytes`)
})

/** Scrolls to the end and back, frame by frame; the longest task meanwhile, in milliseconds. */
const longestTaskDuring = `async (element) => {
  const long = []
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)))
  observer.observe({ type: 'longtask' })
  const frame = () => new Promise(requestAnimationFrame)
  const [high, wide] = [element.scrollHeight - element.clientHeight, element.scrollWidth - element.clientWidth]
  const frames = 60
  for (let n = 1; n <= 2 * frames; n++) {
    const part = n <= frames ? n / frames : 2 - n / frames
    element.scrollTop = high * part
    element.scrollLeft = wide * part
    await frame()
  }
  await new Promise((resolve) => setTimeout(resolve, 0))
  long.push(...observer.takeRecords().map(({ duration }) => duration))
  observer.disconnect()
  if (element.scrollTop > 1 || high < 1000) throw new Error('this does not scroll')
  return Math.max(0, ...long)
}`

/**
 * A page that is too slow is so every time; a machine that others use is slow now and then. So one scroll of three has to
 * be without a long task, and nothing is throttled.
 */
async function scrollsSmoothly(t: TestContext, page: Page, scroller: string) {
  const longest: number[] = []
  while (longest.length < 3 && longest.every((milliseconds) => milliseconds >= 100))
    longest.push(await page.evaluate<number>(`(${longestTaskDuring})(${scroller})`))
  t.diagnostic(`longest task of each scroll: ${longest.map(Math.round).join(', ')} ms`)
  assert.ok(Math.min(...longest) < 100, `the longest tasks took ${longest.join(', ')} ms`)
}

const opened = async (t: TestContext): Promise<Page> => {
  const page = await shared.open(t, '/clients')
  await seen(page.getByRole('table', { name: 'Clients' }).getByText('clinic-0', { exact: true }))
  return page
}

test('a list of 10,000 clients scrolls without a task of 100 ms', async (t) => {
  const page = await opened(t)
  const table = page.getByRole('table', { name: 'Clients' })
  assert.equal(await table.getAttribute('aria-rowcount'), String(many.clients + 2))
  await scrollsSmoothly(t, page, `document.querySelector('table[aria-label="Clients"]').closest('section')`)
})

test('a matrix of 300 roles and 100 channels scrolls both ways without a task of 100 ms', async (t) => {
  const page = await opened(t)
  const grid = page.getByRole('grid')
  assert.equal(await grid.getAttribute('aria-rowcount'), String(many.roles + 1))
  assert.equal(await grid.getAttribute('aria-colcount'), String(many.channels + 4))
  await scrollsSmoothly(t, page, `document.querySelector('[role="grid"]').parentElement`)
})
