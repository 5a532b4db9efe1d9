import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, seen, startConsole } from './console.ts'
import { refuseBatches } from './failures.ts'

const shared = {} as Console
const password = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
const ask = () => fetch(`${shared.program.http}/lab`, { headers: { authorization: password } })

before(async () => {
  Object.assign(shared, await startConsole())
  await shared.program.makeChannel({ name: 'lab' }, shared.upstream.port)
  await shared.program.makeClient({ clientID: 'clinic-1', password: 'correct horse' })
})
after(() => shared.end?.())

test('the dashboard shows what passed, hears of the next request by itself, and keeps the period in its address', async (t) => {
  const page = await shared.open(t, '/')
  await seen(page.getByText('No request came in this period.').first())
  for (let i = 0; i < 5; i++) assert.equal((await ask()).status, 200)
  const row = page.getByRole('table', { name: 'How requests ended, by channel' }).getByRole('row', { name: /^lab/ })
  await until('five requests are shown without a reload', async () => /5/.test(await row.innerText().catch(() => '')))
  await seen(page.getByRole('img', { name: 'Requests, by hour' }))
  await page.getByRole('button', { name: '1 hour' }).click()
  assert.equal(new URL(page.url()).search, '?period=1h')
  await seen(page.getByRole('img', { name: 'Requests, by minute' }))
  await page.getByText('Show as a table').first().click()
  await seen(page.getByRole('table', { name: 'Requests, by minute' }))
  await accessible(page, 'the dashboard')
})

test('a mechanism is switched in the settings, and the next request obeys; the client shows its last use', async (t) => {
  const page = await shared.open(t, '/settings')
  const basic = page.getByRole('switch', { name: 'Basic Auth' })
  await basic.click({ force: true })
  await until('it is switched off', async () => (await ask()).status === 401)
  assert.equal(await basic.isChecked(), false)
  await basic.click({ force: true })
  await until('it is switched on', async () => (await ask()).status === 200)
  await accessible(page, 'the settings')
  await page.goto(`${shared.base}/clients`)
  await seen(page.getByTitle(/, Basic Auth$/).filter({ hasText: /ago$/ }))
})

test('nothing moves on a page that loads for who asks for less motion', async (t) => {
  // Alone: a page that was seen before shows its last known state, and no wheel.
  const page = await shared.open(t, '/about', { alone: true })
  await refuseBatches(page)
  await page.route('**/clients', () => undefined)
  await page.getByRole('navigation').getByRole('link', { name: 'Clients', exact: true }).click()
  await seen(page.getByText('Loading…').first())
  const countMoving = () => page.evaluate('document.getAnimations().length')
  assert.equal(await countMoving(), 0)
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  assert.notEqual(await countMoving(), 0, 'the wheel turns for everybody else')
})
