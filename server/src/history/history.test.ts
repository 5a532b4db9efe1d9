import assert from 'node:assert/strict'
import { historyApi, newChannel } from '../testing/history-api.ts'
import { onBothEngines } from '../testing/stores.ts'

type Entry = { object: string; name: string; action: string }
const brief = (entries: Entry[]) => entries.map(({ object, name, action }) => `${action} ${object} ${name}`)

onBothEngines('a change of a client is kept with who made it, when, from where, and both states', async (database) => {
  const { admin, change, history, findClient } = await historyApi(database)
  const { body: me } = await admin('GET', '/users/ada@example.org')
  await change('POST', '/clients', { clientID: 'clinic', name: 'Clinic', roles: ['labs'], password: 'secret one' })
  const id = await findClient('clinic')
  await change('PUT', `/clients/${id}`, { name: 'New clinic' })
  const [changed, created] = await history(`?object=client&id=${id}`)
  assert.deepEqual(brief([changed, created]), ['changed client clinic', 'created client clinic'])
  assert.deepEqual(changed.by, { _id: me._id, name: 'First Administrator' })
  assert.equal(changed.from, '127.0.0.1')
  assert.ok(Math.abs(Date.parse(changed.at) - Date.now()) < 60_000)
  assert.deepEqual([changed.before.name, changed.after.name], ['Clinic', 'New clinic'])
  assert.deepEqual([created.before, created.after.clientID, created.secretsChanged], [null, 'clinic', true])
  assert.deepEqual(changed.secretsChanged, false)
  assert.deepEqual(brief(created.together.map((one: Entry) => ({ ...one, action: 'created' }))), ['created role labs'])
})

onBothEngines('no secret and no verifier of one stands in an answer, nor readable in the store', async (database) => {
  const { change, history, findClient, database: store } = await historyApi(database)
  const client = {
    clientID: 'clinic',
    name: 'Clinic',
    roles: ['labs'],
    password: 'secret one',
    customTokenID: 'secret-two',
  }
  await change('POST', '/clients', client)
  const id = await findClient('clinic')
  const { secret } = await change('POST', `/clients/${id}/credentials`, { kind: 'token' })
  await change('POST', '/channels', newChannel('lab', ['labs']))
  await change('PUT', '/users/ada@example.org', { password: 'secret four 4' })
  const credentials = store.kysely.withTables<{ credentials: { secret: string | null } }>()
  const verifiers = await credentials.selectFrom('credentials').select('secret').execute()
  const hidden = [
    'secret one',
    'secret-two',
    secret,
    'route secret',
    'secret four',
    '$argon2',
    ...verifiers.map((one) => one.secret ?? '?'),
  ]
  const answer = JSON.stringify(await history('?limit=100'))
  const rows = JSON.stringify(
    await store.kysely.withTables<{ history: object }>().selectFrom('history').selectAll().execute(),
  )
  for (const text of hidden) {
    assert.ok(!answer.includes(text), `the answer holds ${text}`)
    assert.ok(!rows.includes(text), `the store holds ${text}`)
  }
})

onBothEngines('a change that reaches other objects leaves an entry for each, made together', async (database) => {
  const { change, history, findClient } = await historyApi(database)
  await change('POST', '/clients', { clientID: 'clinic', name: 'Clinic', roles: ['labs'], password: 'secret one' })
  await change('POST', '/channels', newChannel('lab', ['labs', 'clinic']))
  await change('DELETE', `/clients/${await findClient('clinic')}`)
  const [newest] = await history()
  const entries = (await history()).filter((one: { at: string }) => one.at === newest.at)
  assert.deepEqual(brief(entries).toSorted(), ['changed channel lab', 'removed client clinic', 'removed role labs'])
  assert.equal(newest.together.length, 2)
})

onBothEngines('a change that changes nothing leaves no entry, nor does the work of the program', async (database) => {
  const { change, history, stores, findClient } = await historyApi(database)
  await change('POST', '/clients', { clientID: 'clinic', name: 'Clinic', roles: ['labs'], password: 'secret one' })
  const before = (await history('?limit=100')).length
  await change('PUT', `/clients/${await findClient('clinic')}`, { name: 'Clinic' })
  await stores.keystore.rememberGood()
  await change('POST', '/users/ada@example.org/password-link', {})
  assert.equal((await history('?limit=100')).length, before)
})

onBothEngines('a user sees the entries of the objects that the user may see, and no others', async (database) => {
  const { change, addUser, findClient } = await historyApi(database)
  for (const clientID of ['clinic', 'hospital'])
    await change('POST', '/clients', { clientID, name: clientID, roles: ['labs'], password: 'secret one' })
  const one = await addUser('one@example.org', { 'client-view-specified': [await findClient('clinic')] })
  const roles = await addUser('roles@example.org', { 'client-role-view-specified': ['labs'] })
  const none = await addUser('none@example.org', { 'transaction-view-all': true })
  const seen = (await one('GET', '/history')).body
  assert.deepEqual(brief(seen), ['created client clinic'])
  assert.deepEqual(seen[0].together, [])
  assert.deepEqual(brief((await roles('GET', '/history')).body), ['created role labs'])
  assert.deepEqual((await none('GET', '/history')).body, [])
})

onBothEngines('filters narrow the list: object, person, time and page', async (database) => {
  const { admin, change, history, addUser } = await historyApi(database)
  const other = await addUser('grace@example.org', { 'client-role-manage-all': true })
  await change('POST', '/roles', { name: 'labs' })
  await other('POST', '/roles', { name: 'wards' })
  const { body: grace } = await admin('GET', '/users/grace@example.org')
  assert.deepEqual(brief(await history(`?by=${grace._id}`)), ['created role wards'])
  assert.deepEqual(brief(await history('?object=role')), ['created role wards', 'created role labs'])
  const [newest, oldest] = await history('?object=role')
  assert.deepEqual(brief(await history(`?object=role&before=${newest._id}`)), ['created role labs'])
  assert.deepEqual(brief(await history('?object=role&limit=1')), ['created role wards'])
  assert.deepEqual(await history(`?object=role&until=${oldest.at}`), [])
  assert.equal((await history(`?object=role&from=${oldest.at}`)).length, 2)
  assert.equal((await admin('GET', '/history?id=a')).status, 400)
  assert.equal((await admin('GET', '/history?object=role&nobody=knows')).status, 400)
  assert.equal((await admin('GET', '/history?object=transaction')).status, 400)
})

onBothEngines('a change that is larger than an entry may be is kept without its states', async (database) => {
  const { change, history } = await historyApi(database)
  const channel = { ...newChannel('lab', ['labs']), description: 'é'.repeat(9000) }
  const routes = Array.from({ length: 600 }, (_, i) => ({
    ...channel.routes[0],
    name: `route ${i}`,
    primary: i === 0,
    path: `/${'x'.repeat(900)}`,
  }))
  await change('POST', '/channels', { ...channel, routes })
  const [entry] = await history('?object=channel')
  assert.deepEqual([entry.incomplete, entry.before, entry.after, entry.name], [true, null, null, 'lab'])
})

onBothEngines('entries are deleted when they have reached the age of the setting', async (database) => {
  const { change, history, retention } = await historyApi(database)
  await change('POST', '/roles', { name: 'labs' })
  const day = 86_400_000
  await retention.run({ now: Date.now() + 399 * day })
  assert.equal((await history('?object=role')).length, 1)
  await retention.run({ now: Date.now() + 401 * day })
  assert.deepEqual(await history('?limit=100'), [])
})
