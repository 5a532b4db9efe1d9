import assert from 'node:assert/strict'
import type { Route } from '@mediary/contract/channels/route'
import { configurationApi } from '../testing/configuration.ts'
import { onBothEngines } from '../testing/stores.ts'

const primary = { name: 'lab', host: 'lab.example.org', port: 8080, primary: true }
const lab = { name: 'Lab', urlPattern: '^/lab', methods: ['GET'], allow: ['nurse'], routes: [primary] }
const mask = '**********'

type Api = ReturnType<typeof configurationApi>
async function added(api: Api, over: object = {}) {
  const answer = await api.post('/channels', { ...lab, ...over })
  assert.deepEqual(answer, { status: 201, body: 'Channel successfully created' })
  const [channel] = (await api.get('/channels')).body
  return channel
}

onBothEngines('a channel is added, changed and removed', async (database) => {
  const api = configurationApi(database)
  const channel = await added(api, { updatedBy: { name: 'Somebody else' } })
  assert.deepEqual(channel.updatedBy, { id: 'f'.repeat(24), name: 'Ada Lovelace' })
  assert.match(channel.routes[0]._id, /^[0-9a-f]{24}$/)
  assert.deepEqual((await api.get(`/channels/${channel._id}`)).body, channel)

  const changed = await api.put(`/channels/${channel._id}`, {
    priority: 2,
    description: 'Results',
    _id: '1'.repeat(24),
  })
  assert.deepEqual(changed, { status: 200, body: 'The channel was successfully updated' })
  const cleared = await api.put(`/channels/${channel._id}`, { description: null })
  assert.equal(cleared.status, 200)
  const { body } = await api.get(`/channels/${channel._id}`)
  assert.deepEqual(body, { ...channel, priority: 2 })

  const removed = await api.delete(`/channels/${channel._id}`)
  assert.deepEqual(removed, { status: 200, body: 'The channel was successfully deleted' })
  assert.deepEqual((await api.get('/channels')).body, [])
  assert.deepEqual((await api.changes.since(0)).filter(({ kind }) => kind === 'channel').length, 4)
})

onBothEngines('a channel that does not exist is 404', async (database) => {
  const api = configurationApi(database)
  const url = `/channels/${'0'.repeat(24)}`
  const answers = [await api.get(url), await api.put(url, { name: 'x' }), await api.delete(url)]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [404, 404, 404],
  )
  assert.equal((await api.get('/channels/not-an-id')).status, 400)
})

onBothEngines('a change is judged by what the whole channel becomes', async (database) => {
  const api = configurationApi(database)
  const { _id } = await added(api)
  const faulty = await api.put(`/channels/${_id}`, { maxBodyAgeDays: 7 })
  assert.deepEqual([faulty.status, faulty.body.issues[0].path], [400, 'maxBodyAgeDays'])
  assert.equal((await api.put(`/channels/${_id}`, { maxBodyAgeDays: 7, requestBody: true })).status, 200)
  assert.equal((await api.put(`/channels/${_id}`, { requestBody: false })).status, 400)
  assert.equal((await api.put(`/channels/${_id}`, { name: null })).status, 400)
  const twice = await api.post('/channels', { ...lab, name: 'x', methods: ['POST', 'GET', 'POST', 'GET'] })
  assert.equal(twice.body.issues[0].message, "Channel methods can't be repeated. Repeated methods are GET, POST")
})

onBothEngines('a name belongs to one channel', async (database) => {
  const api = configurationApi(database)
  const { _id } = await added(api)
  assert.equal((await api.post('/channels', lab)).status, 409)
  assert.equal((await api.post('/channels', { ...lab, name: 'Clinic' })).status, 201)
  assert.equal((await api.put(`/channels/${_id}`, { name: 'Clinic' })).status, 409)
})

onBothEngines('a channel of another type loses its methods', async (database) => {
  const api = configurationApi(database)
  const { _id } = await added(api)
  assert.equal((await api.put(`/channels/${_id}`, { type: 'tls', tcpPort: 7000 })).status, 200)
  const { body } = await api.get(`/channels/${_id}`)
  assert.deepEqual([body.type, body.methods], ['tls', []])
})

onBothEngines('a port belongs to one enabled channel, at the addresses where it listens', async (database) => {
  const api = configurationApi(database)
  const tls = { ...lab, methods: undefined, type: 'tls', tcpPort: 7000 }
  assert.equal((await api.post('/channels', { ...tls, name: 'one', tcpHost: '127.0.0.1' })).status, 201)
  assert.equal((await api.post('/channels', { ...tls, name: 'two', tcpHost: '127.0.0.2' })).status, 201)
  const taken = await api.post('/channels', { ...tls, name: 'three' })
  assert.equal(taken.status, 409)
  assert.match(taken.body.detail, /listens on port 7000/)
  assert.equal((await api.post('/channels', { ...tls, name: 'three', status: 'disabled' })).status, 201)
})

onBothEngines('a route password is sealed, never shown, and kept when its mask is sent back', async (database) => {
  const api = configurationApi(database)
  const routes = [{ ...primary, username: 'mediary', password: 'open sesame' }]
  const channel = await added(api, { routes })
  const forGateway = async () => (await api.channels.forGateway())[0]?.routes.map(({ password }) => password)
  assert.equal(channel.routes[0].password, mask)
  assert.deepEqual(await forGateway(), ['open sesame'])

  const other = { ...primary, name: 'other', status: 'disabled', primary: false, password: 'two' }
  await api.put(`/channels/${channel._id}`, { routes: [other, { ...channel.routes[0], name: 'renamed' }] })
  assert.deepEqual(await forGateway(), ['two', 'open sesame'])
  await api.put(`/channels/${channel._id}`, { priority: 1 })
  assert.deepEqual(await forGateway(), ['two', 'open sesame'])
  const { body: shown } = await api.get(`/channels/${channel._id}`)
  const [first, second]: Route[] = shown.routes
  await api.put(`/channels/${channel._id}`, {
    routes: [
      { ...first, password: null },
      { ...second, password: 'new' },
    ],
  })
  assert.deepEqual(await forGateway(), [undefined, 'new'])

  const audits = (await api.get(`/channels/${channel._id}/audits`)).body
  assert.equal(audits.length, 4)
  const rows = await database.kysely
    .withTables<{ channels: { definition: string }; channel_audits: { ops: string } }>()
    .selectFrom(['channels', 'channel_audits'])
    .select(['definition', 'ops'])
    .execute()
  assert.ok(!/open sesame|"two"|"new"/.test(JSON.stringify([audits, rows])))
})

onBothEngines('who changed what is kept, newest first', async (database) => {
  const api = configurationApi(database)
  const { _id } = await added(api, { routes: [{ ...primary, password: 'one' }] })
  await api.put(`/channels/${_id}`, { priority: 3, urlPattern: '^/lab/' })
  await api.put(`/channels/${_id}`, { priority: null })
  await api.put(`/channels/${_id}`, { urlPattern: '^/lab/' })
  await api.put(`/channels/${_id}`, { routes: [{ ...primary, password: 'two' }] })
  const audits = (await api.get(`/channels/${_id}/audits`)).body
  assert.deepEqual(
    audits.slice(1, 3).map(({ ops }: { ops: object }) => ops),
    [
      [{ op: 'remove', path: '/priority' }],
      [
        { op: 'replace', path: '/urlPattern', value: '^/lab/' },
        { op: 'add', path: '/priority', value: 3 },
      ],
    ],
  )
  assert.equal(audits.length, 4)
  const sealed = audits[0].ops.find(({ path }: { path: string }) => path === '/routes/0/password')
  assert.deepEqual(sealed, { op: 'replace', path: '/routes/0/password', value: mask })
  const ada = { _id: 'f'.repeat(24), name: 'Ada Lovelace' }
  assert.deepEqual([audits[0].ref, audits[0].updatedBy], [_id, ada])
  const made = audits[3].ops.find(({ path }: { path: string }) => path === '/name')
  assert.deepEqual(made, { op: 'add', path: '/name', value: 'Lab' })
  api.grant({ 'channel-manage-all': true })
  assert.equal((await api.get(`/channels/${_id}/audits`)).status, 403)
})

onBothEngines('management-api §9.5: a changed list names only the entries that changed', async (database) => {
  const api = configurationApi(database)
  const { _id } = await added(api, { allow: ['doctor', 'nurse'], routes: [primary] })
  const { body: made } = await api.get(`/channels/${_id}`)
  await api.put(`/channels/${_id}`, { allow: ['doctor', 'clerk', 'nurse'] })
  await api.put(`/channels/${_id}`, { routes: [{ ...made.routes[0], host: 'elsewhere' }] })
  await api.put(`/channels/${_id}`, { allow: ['clerk', 'nurse'] })
  const audits = (await api.get(`/channels/${_id}/audits`)).body
  assert.deepEqual(
    audits.slice(0, 3).map(({ ops }: { ops: object }) => ops),
    [
      [{ op: 'remove', path: '/allow/0' }],
      [{ op: 'replace', path: '/routes/0/host', value: 'elsewhere' }],
      [{ op: 'add', path: '/allow/1', value: 'clerk' }],
    ],
  )
})

onBothEngines('a channel with transactions is kept as deleted, and can be restored', async (database) => {
  const api = configurationApi(database)
  const { _id } = await added(api)
  api.used.add(_id)
  assert.equal((await api.delete(`/channels/${_id}`)).status, 200)
  assert.equal((await api.get(`/channels/${_id}`)).body.status, 'deleted')
  assert.deepEqual(await api.channels.forGateway(), [])
  assert.equal((await api.put(`/channels/${_id}`, { status: 'enabled' })).status, 200)
  assert.equal((await api.channels.forGateway()).length, 1)
  api.used.clear()
  await api.delete(`/channels/${_id}`)
  assert.deepEqual((await api.get(`/channels/${_id}/audits`)).body, [])
})

onBothEngines('an allow entry that is neither client nor role becomes a role', async (database) => {
  const api = configurationApi(database)
  const client = { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], clientDomain: 'clinic.example.org' }
  await api.post('/clients', client)
  await added(api, { allow: ['clinic', 'nurse', 'clerk'] })
  const { body } = await api.get('/roles')
  assert.deepEqual(
    body.map(({ name }: { name: string }) => name),
    ['clerk', 'nurse'],
  )
})

onBothEngines('a caller sees and changes the channels that are specified for it', async (database) => {
  const api = configurationApi(database)
  const mine = await added(api)
  await api.post('/channels', { ...lab, name: 'Other', urlPattern: '^/other/' })
  const other = (await api.get('/channels')).body[1]
  api.grant({ 'channel-manage-specified': [mine._id] })
  const listed = (await api.get('/channels')).body
  assert.deepEqual(
    listed.map(({ name }: { name: string }) => name),
    ['Lab'],
  )
  assert.equal((await api.put(`/channels/${mine._id}`, { priority: 1 })).status, 200)
  const refused = await api.get(`/channels/${other._id}`)
  assert.deepEqual([refused.status, refused.body.name], [403, undefined])
  assert.equal((await api.put(`/channels/${other._id}`, { priority: 1 })).status, 403)
  assert.equal((await api.delete(`/channels/${other._id}`)).status, 403)
  assert.equal((await api.post('/channels', { ...lab, name: 'Third' })).status, 403)
})

onBothEngines('an alert for something that is no status is refused', async (database) => {
  const api = configurationApi(database)
  const save = (status: string) => api.post('/channels', { ...lab, alerts: [{ condition: 'status', status }] })
  assert.match(JSON.stringify((await save('5**')).body), /alerts\.0\.status.*must-be-status-or-class/)
  assert.equal((await save('5xx')).body, 'Channel successfully created')
})
