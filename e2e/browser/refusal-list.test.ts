import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../until.ts'
import { accessible } from './axe.ts'
import { type Console, gone, seen, startConsole } from './console.ts'
import { basic, openDetails, send } from './refusal-rows.ts'

// Each refusal is a low row that opens to its details, and no button is offered that the server would refuse.

const shared = {} as Console
const password = 'correct horse'
const manager = { email: 'lab@example.org', password: 'a good passphrase' }
const viewer = { email: 'viewer@example.org', password: 'a good passphrase' }

before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  await program.makeChannel({ name: 'lab', allow: [] }, upstream.port)
  for (const clientID of ['desk', 'ward'])
    await program.makeClient({ clientID, name: clientID, roles: ['nurse'], password })
  const [channel] = await program.get<{ _id: string }[]>('/channels')
  const only = [channel?._id]
  const permissions = { 'channel-manage-specified': only, 'transaction-view-all': true, 'client-view-all': true }
  const made = await program.call('POST', '/user-roles', { name: 'lab managers', permissions })
  assert.equal(made.status, 201, made.text)
  const viewing = { 'channel-view-specified': only, 'transaction-view-specified': only }
  await program.call('POST', '/user-roles', { name: 'lab viewers', permissions: viewing })
  for (const user of [
    { ...manager, firstname: 'Lab', surname: 'Manager', groups: ['lab managers'] },
    { ...viewer, firstname: 'Lab', surname: 'Viewer', groups: ['lab viewers'] },
  ])
    assert.equal((await program.call('POST', '/users', user)).status, 201)
  await until(
    'it is refused',
    async () => (await send(`${program.http}/lab/1`, basic('desk', password))).status === 403,
  )
  await send(`${program.http}/nowhere`, basic('desk', password))
  await send(`${program.http}/lab/2`, basic('ward', 'wrong'))
})
after(() => shared.end?.())

test('a refusal is a low row with its button, and opens to the step that helps', async (t) => {
  const page = await shared.open(t, '/refusals')
  const row = page.getByRole('article').filter({ hasText: 'GET /lab/1' }).first()
  await seen(row.getByText('Not allowed on the channel'))
  await seen(row.getByRole('button', { name: 'Allow the role nurse on lab' }))
  const box = await row.boundingBox()
  assert.ok(box && box.height < 48, `it is ${box?.height} high`)
  const step = row.getByText('Allow the client, or one of its roles, on the channel.')
  await gone(step)
  await openDetails(row)
  await seen(step)
  await accessible(page, 'a refusal with its details')
})

test('on a phone a refusal has two lines', async (t) => {
  const page = await shared.open(t, '/refusals', { size: 'narrow', colours: 'dark' })
  const row = page.getByRole('article').first()
  await seen(row)
  const box = await row.boundingBox()
  assert.ok(box && box.height < 72 && box.y < 420, JSON.stringify(box))
  await accessible(page, 'refusals on a phone')
})

test('who manages one channel is told who can let a role of others in, and is offered no button that fails', async (t) => {
  const page = await shared.open(t, '/refusals', { as: manager })
  const row = page.getByRole('article').filter({ hasText: 'GET /lab/1' }).first()
  await seen(row.getByText('Whoever manages all channels can allow it.'))
  assert.equal(await row.getByRole('button', { name: /^Allow/ }).count(), 0)
})

test('who sees one channel sees its refusals, and no others', async (t) => {
  const page = await shared.open(t, '/', { as: viewer })
  await page.getByRole('link', { name: 'Refusals', exact: true }).click()
  await seen(page.getByRole('article').filter({ hasText: 'GET /lab/1' }).first())
  assert.equal(await page.getByRole('article').filter({ hasText: '/nowhere' }).count(), 0)
  assert.equal(await page.getByRole('button', { name: /^Allow/ }).count(), 0)
  await page.goto(`${shared.base}/refusals/shadow`)
  await seen(page.getByText('Your user may not see this page.'))
})
