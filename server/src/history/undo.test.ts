import assert from 'node:assert/strict'
import type { Database } from '../platform/database/database.ts'
import { historyApi, newChannel } from '../testing/history-api.ts'
import { onBothEngines } from '../testing/stores.ts'

const clinic = { clientID: 'clinic', name: 'Clinic', roles: ['labs'], password: 'secret one' }

/** Returns every row of the configuration, as the store holds it. */
async function readRows({ kysely }: Database) {
  const tables = ['clients', 'credentials', 'roles', 'channels', 'users', 'user_roles', 'documents', 'certificates']
  const db = kysely.withTables<Record<string, { id: string }>>()
  return Promise.all(tables.map((table) => db.selectFrom(table).selectAll().orderBy('id').execute()))
}

async function setUp(database: Database) {
  const api = await historyApi(database)
  return {
    ...api,
    rows: () => readRows(database),
    async undoNewest(query = '') {
      const [newest] = await api.history(query)
      return api.admin('POST', `/history/${newest._id}/undo`, {})
    },
  }
}

onBothEngines('changes that are undone in reverse order leave every row as it was before them', async (database) => {
  const { admin, change, rows, undoNewest, history, findClient } = await setUp(database)
  await change('POST', '/clients', clinic)
  const id = await findClient('clinic')
  const states = [await rows()]
  const changes: (() => Promise<unknown>)[] = [
    () => change('PUT', `/clients/${id}`, { name: 'New clinic', clientID: 'hospital' }),
    () => change('POST', `/clients/${id}/credentials`, { kind: 'token' }),
    () => change('POST', '/channels', newChannel('lab', ['labs', 'hospital'])),
    () => change('PUT', '/roles/labs', { name: 'laboratories' }),
    () => change('POST', `/clients/${id}/disable`, { reason: 'moved' }),
    () => change('POST', '/groups', { group: 'Team', users: [] }),
    () => change('POST', '/user-roles', { name: 'readers', permissions: { 'channel-view-all': true } }),
    () => change('DELETE', `/clients/${id}`),
    () => change('DELETE', '/user-roles/readers'),
  ]
  for (const make of changes) {
    await make()
    states.push(await rows())
  }
  for (const state of states.slice(0, -1).toReversed()) {
    const entries = await history('?limit=100')
    const undone = new Set(entries.map((entry: { undoOf?: string }) => entry.undoOf))
    const next = entries.find((entry: { _id: string; undoOf?: string }) => !entry.undoOf && !undone.has(entry._id))
    const { status, text } = await admin('POST', `/history/${next._id}/undo`, {})
    assert.equal(status, 200, text)
    assert.deepEqual(await rows(), state)
  }
  assert.equal((await undoNewest()).status, 200, 'an undo is an entry, and can be undone')
})

onBothEngines('a change is not undone while something depends on it: the answer names what', async (database) => {
  const { admin, change, undoNewest, history, findClient } = await setUp(database)
  await change('POST', '/roles', { name: 'labs' })
  const [created] = await history('?object=role')
  await change('POST', '/channels', newChannel('lab', ['labs']))
  const used = await admin('POST', `/history/${created._id}/undo`, {})
  assert.deepEqual([used.status, used.body.reason, used.body.parameters.users], [409, 'undo-in-use', '"lab"'])
  await change('POST', '/clients', clinic)
  const id = await findClient('clinic')
  await change('PUT', `/clients/${id}`, { name: 'Second' })
  const [second] = await history('?object=client')
  await change('PUT', `/clients/${id}`, { name: 'Third' })
  const later = await admin('POST', `/history/${second._id}/undo`, {})
  assert.deepEqual(
    [later.status, later.body.reason, later.body.parameters.by],
    [409, 'undo-changed-since', 'First Administrator'],
  )
  // A parameter is a name or a time: an English word would stand in the translated sentence.
  assert.deepEqual(Object.keys(later.body.parameters).toSorted(), ['at', 'by', 'name'])
  await change('DELETE', `/clients/${id}`)
  await change('POST', '/clients', { ...clinic, password: 'another' })
  const [, removed] = await history('?object=client')
  const taken = await admin('POST', `/history/${removed._id}/undo`, {})
  assert.deepEqual([taken.status, taken.body.reason], [409, 'undo-name-taken'])
  assert.equal((await undoNewest('?object=client')).status, 200)
})

onBothEngines('a secret that was revoked or replaced does not come back', async (database) => {
  const { change, undoNewest, rows, findClient } = await setUp(database)
  await change('POST', '/clients', clinic)
  const id = await findClient('clinic')
  const { _id } = await change('POST', `/clients/${id}/credentials`, { kind: 'token' })
  await change('DELETE', `/clients/${id}/credentials/${_id}`)
  const before = await rows()
  assert.equal((await undoNewest()).body.reason, 'undo-secret')
  assert.deepEqual(await rows(), before)
  await change('PUT', `/clients/${id}`, { password: 'secret two' })
  assert.equal((await undoNewest()).body.reason, 'undo-secret')
  await change('POST', '/authority', { commonName: 'Ministry', days: 30 })
  assert.equal((await undoNewest()).body.reason, 'undo-certificate')
})

onBothEngines('the history of a client names its enrolment codes, and an undo withdraws one', async (database) => {
  const { admin, change, history, undoNewest, findClient } = await setUp(database)
  await change('POST', '/clients', clinic)
  await change('POST', '/authority', { commonName: 'Ministry', days: 30 })
  const { _id, code } = await change('POST', '/authority/enrolments', { client: await findClient('clinic') })
  const [invited] = await history('?object=client')
  assert.equal(invited.name, 'clinic')
  assert.deepEqual([invited.before.enrolments, invited.after.enrolments[0]._id], [undefined, _id])
  assert.ok(!JSON.stringify(invited).includes(code))
  assert.equal((await undoNewest('?object=client')).status, 200)
  assert.deepEqual((await admin('GET', '/authority/enrolments')).body, [])
  assert.equal((await undoNewest('?object=client')).body.reason, 'undo-secret')
})

onBothEngines('a code of a client that is gone is withdrawn under the name of the client', async (database) => {
  const { change, history, undoNewest, findClient } = await setUp(database)
  await change('POST', '/clients', clinic)
  await change('POST', '/authority', { commonName: 'Ministry', days: 30 })
  const client = await findClient('clinic')
  const { _id } = await change('POST', '/authority/enrolments', { client })
  await change('DELETE', `/clients/${client}`)
  await change('DELETE', `/authority/enrolments/${_id}`)
  const [withdrawn] = await history('?object=client')
  assert.deepEqual([withdrawn.name, withdrawn.objectId, withdrawn.after], ['clinic', client, null])
  assert.equal((await undoNewest('?object=client')).body.reason, 'undo-secret')
})

onBothEngines('an undo needs the permission to manage everything that it restores', async (database) => {
  const { change, history, addUser, findClient } = await setUp(database)
  await change('POST', '/clients', clinic)
  await change('POST', '/channels', newChannel('lab', ['clinic']))
  const id = await findClient('clinic')
  await change('PUT', `/clients/${id}`, { clientID: 'hospital' })
  const [renamed] = await history('?object=client')
  const viewer = await addUser('viewer@example.org', { 'client-view-all': true })
  const manager = await addUser('manager@example.org', { 'client-manage-all': true })
  const stranger = await addUser('stranger@example.org', { 'logs-view': true })
  const url = `/history/${renamed._id}/undo`
  for (const call of [viewer, manager]) assert.equal((await call('POST', url, {})).body.reason, 'undo-not-yours')
  assert.equal((await stranger('POST', url, {})).status, 404)
  assert.ok(await findClient('hospital'))
})
