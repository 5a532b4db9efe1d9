import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClientStatusChange } from '@mediary/contract/clients/status'
import { configurationApi } from '../testing/configuration.ts'
import { onBothEngines } from '../testing/stores.ts'
import { addStatusChange, findStatus, toStatusPeriod } from './status.ts'

const clinic = { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: 'token-of-the-clinic' }
const by = { id: 'f'.repeat(24), name: 'Ada Lovelace' }
const hour = 3_600_000
const toText = (time: number) => new Date(time).toISOString()

async function withClinic(database: Parameters<typeof configurationApi>[0]) {
  const api = configurationApi(database)
  await api.post('/clients', clinic)
  const [client] = (await api.get('/clients')).body
  return { ...api, url: `/clients/${client._id}` }
}

onBothEngines('a client is disabled and enabled, and it is kept who did it, when and why', async (database) => {
  const { get, post, url } = await withClinic(database)
  assert.equal((await get(url)).body.status, 'enabled')
  const disabled = await post(`${url}/disable`, { reason: 'laptop stolen' })
  assert.deepEqual([disabled.status, disabled.body.status], [200, 'disabled'])
  const enabled = await post(`${url}/enable`, { reason: 'laptop found' })
  assert.equal(enabled.body.status, 'enabled')
  const { statusChanges } = (await get(url)).body
  assert.deepEqual(
    statusChanges.map(({ at, ...change }: ClientStatusChange) => change),
    [
      { status: 'enabled', reason: 'laptop found', by },
      { status: 'disabled', reason: 'laptop stolen', by },
    ],
  )
  for (const { at } of statusChanges) assert.ok(Math.abs(Date.parse(at) - Date.now()) < hour)
})

onBothEngines('a status change reaches the gateway with its period', async (database) => {
  const { post, url, clients, changes } = await withClinic(database)
  const before = await changes.last()
  const [from, until] = [Date.now() + hour, Date.now() + 2 * hour]
  await post(`${url}/disable`, { reason: 'holidays', from: toText(from), until: toText(until) })
  assert.deepEqual(
    (await changes.since(before)).map(({ kind }) => kind),
    ['client'],
  )
  const [identity] = await clients.identities()
  assert.deepEqual(identity?.status, { status: 'disabled', from, until })
})

onBothEngines('a document changes no status, and a stale one does not enable a disabled client', async (database) => {
  const { get, post, put, url } = await withClinic(database)
  const { body: read } = await get(url)
  assert.equal((await put(url, { ...read, name: 'Clinic 2' })).status, 200)
  await post(`${url}/disable`, { reason: 'laptop stolen' })
  const stale = await put(url, { ...read, name: 'Clinic 3' })
  assert.deepEqual([stale.status, stale.body.issues[0].path], [400, 'status'])
  assert.equal((await put(url, { name: 'Clinic 4' })).body, 'Successfully updated client.')
  const shown = (await get(url)).body
  assert.deepEqual([shown.name, shown.status, shown.statusChanges.length], ['Clinic 4', 'disabled', 1])
  const born = await post('/clients', { ...clinic, clientID: 'other', customTokenID: 'other', status: 'disabled' })
  assert.deepEqual([born.status, born.body.issues[0].reason], [400, 'client-status-elsewhere'])
})

onBothEngines(
  'a status change needs a reason, a period with an end after its beginning, and a client',
  async (database) => {
    const { post, url } = await withClinic(database)
    const past = toText(Date.now() - hour)
    const fault = async (body: object) => {
      const { status, body: problem } = await post(`${url}/disable`, body)
      return [status, problem.issues?.[0].path]
    }
    assert.deepEqual(await fault({}), [400, 'reason'])
    assert.deepEqual(await fault({ reason: ' ' }), [400, 'reason'])
    assert.deepEqual(await fault({ reason: 'x', until: past }), [400, 'until'])
    assert.deepEqual(await fault({ reason: 'x', until: 'tomorrow' }), [400, 'until'])
    assert.deepEqual(await fault({ reason: 'x', forever: true }), [400, 'forever'])
    assert.equal((await post(`/clients/${'0'.repeat(24)}/disable`, { reason: 'x' })).status, 404)
  },
)

onBothEngines('who may not manage the client changes no status', async (database) => {
  const { get, post, grant, url } = await withClinic(database)
  grant({ 'client-view-all': true })
  assert.equal((await post(`${url}/disable`, { reason: 'x' })).status, 403)
  assert.equal((await get(url)).body.status, 'enabled')
})

const now = Date.parse('2026-05-01T12:00:00Z')
const order = { reason: 'x', by }
const statusesAt = (changes: ClientStatusChange[], ...times: number[]) =>
  times.map((time) => findStatus(toStatusPeriod(changes), time))

test('a period holds from its beginning until just before its end, and the other status outside', () => {
  const period = { from: toText(now + 10), until: toText(now + 20) }
  const disabled = addStatusChange([], { ...order, ...period, status: 'disabled' }, now)
  assert.deepEqual(statusesAt(disabled, now, now + 9, now + 10, now + 19, now + 20), [
    'enabled',
    'enabled',
    'disabled',
    'disabled',
    'enabled',
  ])
  const forADay = addStatusChange([], { ...order, status: 'enabled', until: toText(now + 20) }, now)
  assert.deepEqual(statusesAt(forADay, now, now + 19, now + 20), ['enabled', 'enabled', 'disabled'])
})

test('a change that begins later never does the opposite at once', () => {
  const disabled = addStatusChange([], { ...order, status: 'disabled' }, now)
  const later = { ...order, from: toText(now + 10) }
  assert.throws(() => addStatusChange(disabled, { ...later, status: 'disabled' }, now), /is disabled already/)
  assert.throws(() => addStatusChange([], { ...later, status: 'enabled' }, now), /is enabled already/)
  const enabledLater = addStatusChange(disabled, { ...later, status: 'enabled' }, now)
  assert.deepEqual(statusesAt(enabledLater, now, now + 9, now + 10), ['disabled', 'disabled', 'enabled'])
})
