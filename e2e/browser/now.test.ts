import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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
