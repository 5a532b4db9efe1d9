import assert from 'node:assert/strict'
import { configurationApi } from '../testing/configuration.ts'
import { onBothEngines } from '../testing/stores.ts'

const route = { name: 'lab', host: 'lab.example.org', port: 8080, primary: true }
const lab = { name: 'Lab', urlPattern: '^/lab', methods: ['GET'], allow: ['nurse'], routes: [route] }
type Api = ReturnType<typeof configurationApi>

async function asked(api: Api, clientID: string, over: object) {
  const { _id } = (await api.get('/clients')).body.find((one: { clientID: string }) => one.clientID === clientID)
  return (await api.post(`/clients/${_id}/try`, over)).body
}

async function prepared(database: Parameters<typeof configurationApi>[0]) {
  const api = configurationApi(database)
  const client = { name: 'Clinic', roles: ['nurse'] }
  await api.post('/clients', { ...client, clientID: 'clinic', password: 'secret' })
  await api.post('/clients', { ...client, clientID: 'token-only', customTokenID: 'abc' })
  await api.post('/clients', { ...client, clientID: 'other', roles: ['clerk'], password: 'secret' })
  await api.post('/channels', lab)
  await api.post('/channels', { ...lab, name: 'Local', urlPattern: '^/local', whitelist: ['10.0.0.0/8'] })
  await api.post('/channels', { ...lab, name: 'Off', urlPattern: '^/off', status: 'disabled' })
  await api.post('/channels', { ...lab, name: 'Open', urlPattern: '^/open', authType: 'public' })
  await api.post('/channels', { ...lab, name: 'Xml', urlPattern: '^/x', methods: ['POST'], matchContentRegex: 'lab' })
  return api
}

onBothEngines('a request that is only thought of is decided as the gateway would', async (database) => {
  const api = await prepared(database)
  const allowed = await asked(api, 'clinic', { path: '/lab/1?a=1' })
  assert.deepEqual([allowed.allowed, allowed.channel.name, allowed.by, allowed.role], [true, 'Lab', 'role', 'nurse'])
  for (const [client, over, stage, code, status] of [
    ['clinic', { path: '/clinic' }, 'match', 'no-channel', 404],
    ['clinic', { path: '/off' }, 'match', 'disabled-channel', 404],
    ['clinic', { path: '/lab', method: 'PUT' }, 'match', 'wrong-method', 404],
    ['clinic', { path: '/x', method: 'POST', body: 'other' }, 'match', 'wrong-content', 404],
    ['other', { path: '/lab' }, 'authorise', 'not-allowed', 403],
    ['clinic', { path: '/local', address: '192.0.2.1' }, 'authorise', 'wrong-address', 403],
    ['token-only', { path: '/lab' }, 'identify', 'no-credential', 401],
    ['clinic', { path: '/lab/../open' }, 'receive', 'malformed', 400],
  ] as const) {
    const verdict = await asked(api, client, over)
    assert.equal(verdict.allowed, false, JSON.stringify(over))
    assert.deepEqual([verdict.stage, verdict.code, verdict.status], [stage, code, status], JSON.stringify(over))
    assert.ok(verdict.reason)
  }
  assert.equal((await asked(api, 'token-only', { path: '/open' })).by, 'public')
  assert.equal((await asked(api, 'clinic', { path: '/x', method: 'POST', body: 'a lab' })).channel.name, 'Xml')
})

onBothEngines('a disabled client is told to be disabled, whatever it asks for', async (database) => {
  const api = await prepared(database)
  const { _id } = (await api.get('/clients')).body.find(({ clientID }: { clientID: string }) => clientID === 'clinic')
  await api.post(`/clients/${_id}/disable`, { reason: 'stolen' })
  for (const path of ['/lab', '/open', '/nowhere']) {
    const { allowed, stage, code, status } = await asked(api, 'clinic', { path })
    assert.deepEqual([allowed, stage, code, status], [false, 'authorise', 'disabled-client', 403], path)
  }
})

onBothEngines('an address is only judged when it is given, and then it is said that it matters', async (database) => {
  const api = await prepared(database)
  const open = await asked(api, 'clinic', { path: '/local' })
  assert.deepEqual([open.allowed, open.addressMatters], [true, true])
  const near = await asked(api, 'clinic', { path: '/local', address: '10.1.2.3' })
  assert.deepEqual([near.allowed, near.addressMatters], [true, false])
})

onBothEngines('it is told which mechanisms the client is ready for, and which the server enables', async (database) => {
  const api = await prepared(database)
  const { mechanisms } = await asked(api, 'token-only', { path: '/lab' })
  assert.deepEqual(mechanisms, [
    { mechanism: 'mutual-tls-auth', enabled: true, ready: false },
    { mechanism: 'basic-auth', enabled: true, ready: false },
    { mechanism: 'custom-token-auth', enabled: false, ready: true },
    { mechanism: 'jwt-auth', enabled: false, ready: true },
  ])
})

onBothEngines('a Domain that another client has in capitals names neither of them', async (database) => {
  const api = await prepared(database)
  await api.post('/clients', { clientID: 'one', name: 'One', roles: ['nurse'], clientDomain: 'lab.example' })
  await api.post('/clients', { clientID: 'two', name: 'Two', roles: ['nurse'], clientDomain: 'LAB.example' })
  const { mechanisms } = await asked(api, 'one', { path: '/lab' })
  assert.deepEqual(mechanisms[0], { mechanism: 'mutual-tls-auth', enabled: true, ready: false })
})

onBothEngines('who may not see the client, or the channel that takes the request, is not told', async (database) => {
  const api = await prepared(database)
  const clients = (await api.get('/clients')).body
  const url = `/clients/${clients[0]._id}/try`
  api.grant({ 'client-view-specified': [clients[1]._id] })
  assert.equal((await api.post(url, { path: '/lab' })).status, 403)
  api.grant({ 'client-view-specified': [clients[0]._id] })
  for (const asked of [{ path: '/lab' }, { path: '/lab', method: 'PUT' }, { path: '/off' }]) {
    const hidden = await api.post(url, asked)
    assert.deepEqual([hidden.status, hidden.body.channel, hidden.body.reason], [403, undefined, 'tried-channel-hidden'])
  }
})
