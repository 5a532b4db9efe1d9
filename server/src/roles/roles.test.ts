import assert from 'node:assert/strict'
import { configurationApi } from '../testing/configuration.ts'
import { onBothEngines } from '../testing/stores.ts'

const clinic = { clientID: 'clinic', name: 'Clinic', roles: ['nurse', 'doctor'], clientDomain: 'clinic.example.org' }
const lab = { clientID: 'lab', name: 'Lab', roles: ['nurse'], clientDomain: 'lab.example.org' }
const results = {
  name: 'results',
  urlPattern: '^/results',
  methods: ['GET'],
  allow: ['nurse', 'lab'],
  routes: [{ name: 'lab', host: 'lab', port: 80, primary: true }],
}

type Api = ReturnType<typeof configurationApi>
type Shown = { name: string; clients: { clientID: string }[]; channels: { name: string }[] }
const roles = async (api: Api) =>
  (await api.get('/roles')).body.map(({ name, clients, channels }: Shown) => [
    name,
    clients.map(({ clientID }) => clientID),
    channels.map((channel) => channel.name),
  ])

async function filled(database: Parameters<typeof configurationApi>[0]) {
  const api = configurationApi(database)
  for (const client of [clinic, lab]) assert.equal((await api.post('/clients', client)).status, 201)
  assert.equal((await api.post('/channels', results)).status, 201)
  return api
}

onBothEngines('a role is held by several clients, and a client holds several roles', async (database) => {
  const api = await filled(database)
  assert.deepEqual(await roles(api), [
    ['doctor', ['clinic'], []],
    ['nurse', ['clinic', 'lab'], ['results']],
  ])
})

onBothEngines('a new role has no channel, and may stand empty', async (database) => {
  const api = await filled(database)
  assert.deepEqual(await api.post('/roles', { name: 'clerk' }), { status: 201, body: 'Role successfully created' })
  const { body } = await api.get('/roles/clerk')
  assert.deepEqual([body.clients, body.channels], [[], []])
})

onBothEngines('a role that a channel names comes into being, and outlives every client', async (database) => {
  const api = await filled(database)
  const [channel] = (await api.get('/channels')).body
  await api.put(`/channels/${channel._id}`, { allow: ['clerk', 'lab'] })
  await api.post('/clients', { ...clinic, clientID: 'ward', roles: ['clerk'] })
  const ward = await api.get('/clients/ward?byNamedClientID=true')
  assert.deepEqual((await api.get(`/clients/${ward.body._id}/leaving-roles`)).body, [])
  await api.delete(`/clients/${ward.body._id}`)
  assert.deepEqual((await roles(api))[0], ['clerk', [], ['results']])
  assert.equal((await api.get('/roles/lab')).status, 404)
})

onBothEngines('clients and channels of a new role are named by id or by name', async (database) => {
  const api = await filled(database)
  const [channel] = (await api.get('/channels')).body
  const [first] = (await api.get('/clients')).body
  const clients = [{ _id: first._id }, { clientID: 'lab' }]
  await api.post('/roles', { name: 'clerk', clients, channels: [{ name: 'results' }] })
  await api.post('/roles', { name: 'ward', channels: [{ _id: channel._id }] })
  assert.deepEqual((await roles(api))[0], ['clerk', ['clinic', 'lab'], ['results']])
  const unknown = await api.post('/roles', { name: 'x', clients: [{ clientID: 'nobody' }], channels: [] })
  assert.deepEqual([unknown.status, unknown.body.issues[0].path], [400, 'clients.0'])
  assert.equal((await api.post('/roles', { name: 'x', channels: [{}] })).status, 400)
  assert.equal((await api.get('/roles/x')).status, 404)
})

onBothEngines('a list that is sent is the complete new set, and one left out stays', async (database) => {
  const api = await filled(database)
  await api.put('/roles/nurse', { clients: [{ clientID: 'lab' }] })
  assert.deepEqual(await roles(api), [
    ['doctor', ['clinic'], []],
    ['nurse', ['lab'], ['results']],
  ])
  await api.put('/roles/nurse', { channels: [], clients: [] })
  assert.deepEqual((await roles(api))[1], ['nurse', [], []])
  await api.put('/roles/nurse', { channels: [{ name: 'results' }] })
  assert.deepEqual((await roles(api))[1], ['nurse', [], ['results']])
})

onBothEngines('a role that is renamed is renamed everywhere', async (database) => {
  const api = await filled(database)
  const before = await api.changes.last()
  assert.equal((await api.put('/roles/nurse', { name: 'midwife' })).status, 200)
  assert.deepEqual(await roles(api), [
    ['doctor', ['clinic'], []],
    ['midwife', ['clinic', 'lab'], ['results']],
  ])
  const touched = (await api.changes.since(before)).map(({ kind }) => kind)
  assert.deepEqual(touched.sort(), ['channel', 'client', 'client', 'role'])
})

onBothEngines('a role that is deleted is unlinked everywhere', async (database) => {
  const api = await filled(database)
  const before = await api.changes.last()
  assert.deepEqual(await api.delete('/roles/nurse'), { status: 200, body: 'Successfully deleted role' })
  assert.deepEqual(await roles(api), [['doctor', ['clinic'], []]])
  const clients = (await api.get('/clients')).body
  assert.deepEqual(
    clients.map((client: { roles: string[] }) => client.roles),
    [['doctor'], []],
  )
  assert.deepEqual((await api.get('/channels')).body[0].allow, ['lab'])
  assert.equal((await api.changes.since(before)).length, 4)
})

onBothEngines('a role cannot have the name of another or of a client', async (database) => {
  const api = await filled(database)
  for (const name of ['doctor', 'clinic']) {
    assert.equal((await api.post('/roles', { name })).status, 409)
    assert.equal((await api.put('/roles/nurse', { name })).status, 409)
  }
  assert.equal((await api.put('/roles/nurse', { name: 'nurse' })).status, 200)
  assert.equal((await api.post('/roles', { name: ' ' })).status, 400)
})

onBothEngines('a role that does not exist is 404', async (database) => {
  const api = await filled(database)
  assert.equal((await api.get('/roles/nobody')).status, 404)
  assert.equal((await api.put('/roles/nobody', { name: 'x' })).status, 404)
  assert.equal((await api.delete('/roles/nobody')).status, 404)
})

onBothEngines('a caller sees and manages the roles that are specified for it', async (database) => {
  const api = await filled(database)
  api.grant({ 'client-role-manage-specified': ['nurse'] })
  assert.deepEqual(
    (await roles(api)).map(([name]: [string]) => name),
    ['nurse'],
  )
  assert.equal((await api.put('/roles/nurse', { channels: [] })).status, 200)
  assert.equal((await api.get('/roles/doctor')).status, 403)
  assert.equal((await api.delete('/roles/doctor')).status, 403)
  assert.equal((await api.post('/roles', { name: 'x' })).status, 403)
})
