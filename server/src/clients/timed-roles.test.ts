import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import fc from 'fast-check'
import { configurationApi } from '../testing/configuration.ts'
import { historyApi, newChannel } from '../testing/history-api.ts'
import { onBothEngines } from '../testing/stores.ts'
import { listHeldRoles, listIdentityRoles, toRoleSpans } from './timed-roles.ts'

const clinic = { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: 'token-of-the-clinic' }
const hour = 3_600_000
const begin = Date.parse('2027-01-01T00:00:00Z')
const toText = (time: number) => new Date(time).toISOString()
/** The client has the role "audit" in the second hour. */
const timedRoles = [{ role: 'audit', from: toText(begin + hour), until: toText(begin + 2 * hour) }]

test('the gateway gives a client the roles that the API shows, at each moment', () => {
  const moment = fc.integer({ min: 0, max: 6 }).map((hours) => begin + hours * hour)
  const timed = fc.record(
    { role: fc.constantFrom('audit', 'ward', 'archive'), from: moment.map(toText), until: moment.map(toText) },
    { requiredKeys: ['role'] },
  )
  fc.assert(
    fc.property(fc.array(timed, { maxLength: 4 }), moment, fc.constantFrom(-1, 0, 1), (periods, at, beside) => {
      const stored = { roles: ['nurse'], timedRoles: periods }
      const identity = { roles: ['nurse'], roleSpans: toRoleSpans(stored) }
      assert.deepEqual(listIdentityRoles(identity, at + beside), listHeldRoles(stored, at + beside))
    }),
    { numRuns: 2_000 },
  )
})

/** Runs a test with a clock of its own that begins at `begin`. */
const atBegin = (name: string, work: (api: Awaited<ReturnType<typeof withClinic>>) => Promise<void>) =>
  onBothEngines(name, async (database) => {
    mock.timers.enable({ apis: ['Date'], now: begin })
    try {
      await work(await withClinic(database))
    } finally {
      mock.timers.reset()
    }
  })

async function withClinic(database: Parameters<typeof configurationApi>[0]) {
  const api = configurationApi(database)
  await api.post('/clients', { ...clinic, timedRoles })
  const [client] = (await api.get('/clients')).body
  const url = `/clients/${client._id}`
  const roles = async (): Promise<string[]> => (await api.get(url)).body.roles
  const moveTo = (hours: number) => mock.timers.setTime(begin + hours * hour)
  const forGateway = async () => {
    const [identity] = await api.clients.identities()
    return identity ? listIdentityRoles(identity, Date.now()) : []
  }
  return { ...api, url, roles, moveTo, forGateway }
}

atBegin('a role for a time is shown, and counts at the gateway, from its beginning until its end', async (api) => {
  for (const [hours, held] of [
    [0, ['nurse']],
    [1, ['nurse', 'audit']],
    [2 - 1 / hour, ['nurse', 'audit']],
    [2, ['nurse']],
  ] as const) {
    api.moveTo(hours)
    assert.deepEqual(await api.roles(), held)
    assert.deepEqual(await api.forGateway(), held)
  }
  assert.deepEqual((await api.get(api.url)).body.timedRoles, timedRoles)
})

atBegin(
  'a document that is read and sent back gives no role for longer',
  async ({ get, put, url, moveTo, forGateway }) => {
    moveTo(1)
    const { name, roles } = (await get(url)).body
    assert.deepEqual(roles, ['nurse', 'audit'])
    assert.equal((await put(url, { name, roles })).status, 200)
    moveTo(2)
    assert.deepEqual(await forGateway(), ['nurse'])
    const late = await put(url, { name, roles })
    assert.deepEqual([late.status, late.body.issues[0].reason], [400, 'timed-role-not-now'])
    moveTo(1)
    assert.equal((await put(url, { roles: ['nurse'] })).status, 200)
    assert.deepEqual(await forGateway(), ['nurse'], 'a role that is left out while it is held has ended')
  },
)

atBegin('a role is held for a time or without an end, never both', async ({ put, url, roles, moveTo, get }) => {
  moveTo(1)
  await put(url, { timedRoles: [{ role: 'nurse', until: toText(begin + 2 * hour) }] })
  assert.deepEqual(await roles(), ['nurse'])
  moveTo(3)
  assert.deepEqual(await roles(), [])
  await put(url, { roles: ['nurse'], timedRoles: [] })
  assert.deepEqual(await roles(), ['nurse'])
  assert.equal((await get(url)).body.timedRoles, undefined)
})

atBegin(
  'a role for a time is renamed and deleted as the others are',
  async ({ get, put, url, roles, moveTo, ...api }) => {
    assert.deepEqual((await get('/roles/audit')).body.clients.length, 1)
    await put('/roles/audit', { name: 'inspection' })
    moveTo(1)
    assert.deepEqual(await roles(), ['nurse', 'inspection'])
    await put('/roles/nurse', { clients: [] })
    assert.deepEqual(await roles(), ['inspection'])
    await api.delete('/roles/inspection')
    assert.deepEqual(await roles(), [])
  },
)

atBegin('a file of clients that is exported is imported without a change', async ({ moveTo, get, url, ...api }) => {
  for (const hours of [0, 1, 2]) {
    moveTo(hours)
    const { body } = await api.importFile(await api.exportFile())
    assert.deepEqual([body.same, body.changed, body.wrong], [1, 0, []])
    assert.deepEqual((await get(url)).body.timedRoles, timedRoles)
  }
})

atBegin('who may not open a channel gives no role that opens it, for no time', async ({ post, put, url, grant }) => {
  assert.equal((await post('/channels', newChannel('lab', ['audit']))).status, 201)
  grant({ 'client-manage-specified': [url.split('/')[2] ?? ''] })
  const longer = await put(url, {
    timedRoles: [{ role: 'audit', from: toText(begin), until: toText(begin + 9 * hour) }],
  })
  assert.deepEqual([longer.status, longer.body.reason], [403, 'role-not-yours'])
  assert.equal((await put(url, { timedRoles, name: 'Same roles' })).status, 200)
})

atBegin('what does not fit is refused with its field', async ({ put, url }) => {
  const fault = async (roles: object[]) => {
    const { status, body } = await put(url, { timedRoles: roles })
    return [status, body.issues[0].path, body.issues[0].reason]
  }
  assert.deepEqual(await fault([{ role: 'a' }]), [400, 'timedRoles.0', 'timed-role-without-time'])
  const until = toText(begin)
  assert.deepEqual(await fault([{ role: 'a', from: until, until }]), [400, 'timedRoles.0.until', 'status-period-empty'])
  const twice = { role: 'a', until }
  assert.deepEqual(await fault([twice, twice]), [400, 'timedRoles', 'timed-role-repeated'])
  assert.deepEqual(await fault([{ role: 'a', until: 'tomorrow' }]), [400, 'timedRoles.0.until', 'must-be-instant'])
})

onBothEngines('a role for a time is in the history of its client, and an undo takes it back', async (database) => {
  const { admin, change, history, findClient } = await historyApi(database)
  await change('POST', '/clients', clinic)
  const url = `/clients/${await findClient('clinic')}`
  const given = [{ role: 'audit', until: toText(Date.now() + hour) }]
  await change('PUT', url, { timedRoles: given })
  const [entry] = await history('?object=client')
  assert.deepEqual([entry.before.timedRoles, entry.after.timedRoles], [undefined, given])
  assert.equal((await admin('POST', `/history/${entry._id}/undo`, {})).status, 200)
  assert.deepEqual((await admin('GET', url)).body.roles, ['nurse'])
})
