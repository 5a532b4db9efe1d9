import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { freePort } from '../../server/src/testing/ports.ts'
import { startUpstream, type Upstream } from '../upstream.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console & { failing: Upstream }
const midwife = { email: 'midwife@example.org', password: 'a long midwife password' }
const password = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
const ask = (path: string, authorization = password) =>
  fetch(shared.program.http + path, { headers: { authorization } })

before(async () => {
  const failing = await startUpstream((_seen, response) => void response.writeHead(503).end())
  Object.assign(shared, await startConsole(), { failing })
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeChannel({ name: 'registry' }, failing.port)
  await program.makeChannel({ name: 'pharmacy' }, 1)
  await program.makeClient({ clientID: 'clinic-1', password: 'correct horse' })
  const channels = await program.get<{ _id: string; name: string }[]>('/channels')
  const pharmacy = channels.find(({ name }) => name === 'pharmacy')?._id ?? ''
  const permissions = { 'channel-view-specified': [pharmacy], 'transaction-view-specified': [pharmacy] }
  await program.call('POST', '/user-roles', { name: 'midwives', permissions })
  await program.call('POST', '/users', { ...midwife, firstname: 'Efua', surname: 'Ade', groups: ['midwives'] })
})
after(async () => {
  await shared.end?.()
  await shared.failing?.stop()
})

test('the page says at once what is down or failing since when, who is refused, and opens the right place', async (t) => {
  const page = await shared.open(t, '/now')
  await seen(page.getByRole('heading', { name: 'What is wrong now', level: 1 }))
  for (const path of ['/lab', '/registry', '/pharmacy']) await ask(path)
  await ask('/lab', `Basic ${Buffer.from('clinic-1:wrong').toString('base64')}`)
  const problem = (text: string | RegExp) => page.getByRole('listitem').filter({ hasText: text })
  const down = problem(/pharmacy: upstream .* is down/)
  await seen(down.getByText(/refused the connection/))
  await seen(down.getByText(/^Since .*ago\)$/))
  await seen(problem(/registry: upstream .* answers with errors/).getByText(/It answered with status 503/))
  await seen(problem(/clinic-1: refused in the last hour: 1/))
  assert.equal(await problem('lab: upstream').count(), 0)
  await accessible(page, 'the problems')
  await problem(/clinic-1: refused/)
    .getByRole('link', { name: 'See why' })
    .click()
  await seen(page.getByRole('heading', { name: 'Refusals', level: 1 }))
  await page.goBack()

  await down.getByRole('link', { name: 'Open the channel' }).click()
  const health = page.getByRole('region', { name: 'Upstreams' })
  await seen(health.getByText('down', { exact: true }))
  await seen(health.getByText('No good answer yet', { exact: false }))
  await page.goto(`${shared.base}/channels`)
  await seen(page.getByRole('row', { name: /pharmacy/ }).getByText('down', { exact: true }))
  await seen(page.getByRole('row', { name: /registry/ }).getByText('failing', { exact: true }))
  await seen(page.getByRole('row', { name: /lab/ }).getByText('up', { exact: true }))
})

test('a person who may see one channel sees its problems on the dashboard, and no others', async (t) => {
  await ask('/pharmacy')
  await ask('/registry')
  const page = await shared.open(t, '/', { as: midwife })
  const list = page.getByRole('region', { name: 'What is wrong now' })
  await seen(list.getByText(/pharmacy: upstream .* is down/))
  assert.equal(await list.getByText(/registry/).count(), 0)
  await accessible(page, 'the dashboard of a person who may see one channel')
})

test('a problem leaves the page when the upstream answers again', async (t) => {
  const { program, upstream } = shared
  await ask('/pharmacy')
  const page = await shared.open(t, '/now')
  const down = page.getByText(/pharmacy: upstream .* is down/)
  await seen(down)
  const channels = await program.get<{ _id: string; name: string; routes: object[] }[]>('/channels')
  const pharmacy = channels.find(({ name }) => name === 'pharmacy')
  const routes = pharmacy?.routes.map((route) => ({ ...route, port: upstream.port }))
  await program.call('PUT', `/channels/${pharmacy?._id}`, { routes })
  await ask('/pharmacy')
  await gone(down)
})

/** The places of the console that say how an upstream does, each open in a tab that nobody touches. */
async function openPlaces(t: TestContext, channel: string) {
  const [now, dashboard, list, page] = await Promise.all(
    ['/now', '/', '/channels', `/channels/${channel}`].map((path) => shared.open(t, path)),
  )
  assert.ok(now && dashboard && list && page)
  const problem = (place: Page | Locator) =>
    place.getByRole('listitem').filter({ hasText: /ward: upstream .* is down/ })
  return {
    list,
    page,
    problems: [problem(now), problem(dashboard.getByRole('region', { name: 'What is wrong now' }))],
    states: [list.getByRole('row', { name: /ward/ }), page.getByRole('region', { name: 'Upstreams' })],
  }
}

test('an upstream that stops is down since then on every place, and up again on every place', async (t) => {
  const { program } = shared
  const port = await freePort()
  const first = await startUpstream(undefined, port)
  await program.makeChannel({ name: 'ward' }, port)
  await program.makeChannel({ name: 'attic' }, port)
  await ask('/ward/1')
  const channels = await program.get<{ _id: string; name: string }[]>('/channels')
  const channel = channels.find(({ name }) => name === 'ward')?._id ?? ''
  const { list, page, problems, states } = await openPlaces(t, channel)
  for (const place of states) await seen(place.getByText('up', { exact: true }))

  /** What the palette, and after it a transaction, say about the channel. */
  const lookFurther = async (inPalette: RegExp, state: string) => {
    await list.keyboard.press('Control+k')
    await list.getByRole('textbox', { name: 'Find or go to…' }).fill('ward')
    await seen(list.getByRole('dialog').getByText(inPalette))
    await list.keyboard.press('Escape')
    await page.goto(`${shared.base}/transactions?channel=ward`)
    await page.getByRole('row').filter({ hasText: '/ward/1' }).getByRole('link').click()
    await seen(page.getByRole('heading', { name: 'Transaction', level: 1 }))
    await seen(page.getByText(state, { exact: true }))
  }

  await first.stop()
  await ask('/ward/2')
  const within = { state: 'visible', timeout: 10_000 } as const
  await Promise.all([
    ...problems.map((problem) => problem.getByText(/^Since .*ago\)$/).waitFor(within)),
    ...states.map((place) => place.getByText('down', { exact: true }).waitFor(within)),
    ...states.map((place) => place.getByText(/^since /i).waitFor(within)),
  ])
  await seen(list.getByRole('row', { name: /attic/ }).getByText('no traffic yet', { exact: true }))
  await lookFurther(/^\^\/ward · down since \d\d:\d\d$/, 'down')
  await seen(page.getByText(/^since \d\d:\d\d$/))

  const again = await startUpstream(undefined, port)
  await page.goto(`${shared.base}/channels/${channel}`)
  await ask('/ward/3')
  await Promise.all([
    ...problems.map((problem) => problem.waitFor({ state: 'hidden', timeout: 10_000 })),
    ...states.map((place) => place.getByText('up', { exact: true }).waitFor(within)),
  ])
  await lookFurther(/^\^\/ward · up$/, 'up')
  await again.stop()
})
