import assert from 'node:assert/strict'
import type { Database } from '../platform/database/database.ts'
import { configurationApi } from '../testing/configuration.ts'
import { onBothEngines } from '../testing/stores.ts'

const print = (pair: string) => Array(20).fill(pair).join(':')

/** Two organisations, each with a channel, a role and a client. */
async function twoOrganisations(database: Database) {
  const api = configurationApi(database)
  const add = async (name: string, pair: string) => {
    const route = { name: 'r', host: 'localhost', port: 80, primary: true }
    const channel = {
      name,
      urlPattern: `^/${name}/`,
      methods: ['GET'],
      priority: 2,
      allow: [`role ${name}`],
      routes: [route],
    }
    assert.equal((await api.post('/channels', channel)).status, 201)
    const client = {
      clientID: `client ${name}`,
      name,
      roles: [`role ${name}`],
      password: 'p',
      clientDomain: `${name}.org`,
      certFingerprint: print(pair),
    }
    assert.equal((await api.post('/clients', client)).status, 201)
  }
  await add('a', 'AA')
  await add('b', 'BB')
  const [a, b] = (await api.get('/channels')).body.map(({ _id }: { _id: string }) => _id)
  const [clientA, clientB] = (await api.get('/clients')).body.map(({ _id }: { _id: string }) => _id)
  const grantOwn = () =>
    api.grant({
      'channel-manage-specified': [a],
      'client-manage-specified': [clientA],
      'client-role-manage-specified': ['role a'],
    })
  const everything = { 'channel-manage-all': true, 'client-manage-all': true, 'client-role-manage-all': true }
  /** Who is allowed where, beyond what the caller manages. */
  const readOthers = async () => {
    api.grant(everything)
    const channel = (await api.get(`/channels/${b}`)).body
    const client = (await api.get(`/clients/${clientB}`)).body
    grantOwn()
    return { allow: channel.allow, roles: client.roles }
  }
  grantOwn()
  return { ...api, a, b, clientA, clientB, everything, readOthers }
}

type World = Awaited<ReturnType<typeof twoOrganisations>>
const attempts: [name: string, attempt: (world: World) => Promise<{ status: number }>, status: number][] = [
  [
    'gives its client a role of others',
    ({ put, clientA }) => put(`/clients/${clientA}`, { roles: ['role a', 'role b'] }),
    403,
  ],
  [
    'gives its client a role of its own',
    ({ put, clientA }) => put(`/clients/${clientA}`, { roles: ['role a', 'new'] }),
    200,
  ],
  [
    'gives its client the Domain of another',
    ({ put, clientA }) => put(`/clients/${clientA}`, { clientDomain: 'b.org' }),
    403,
  ],
  [
    'gives its client the Domain of another in capitals',
    ({ put, clientA }) => put(`/clients/${clientA}`, { clientDomain: 'B.org' }),
    403,
  ],
  [
    'gives its client the certificate of another',
    ({ put, clientA }) => put(`/clients/${clientA}`, { certFingerprint: print('bb') }),
    403,
  ],
  [
    'puts its role on a channel of others',
    ({ put, a, b }) => put('/roles/role a', { channels: [{ _id: a }, { _id: b }] }),
    403,
  ],
  [
    'gives its role to a client of others',
    ({ put, clientA, clientB }) => put('/roles/role a', { clients: [{ _id: clientA }, { _id: clientB }] }),
    403,
  ],
  ['takes its role from its own channel', ({ put }) => put('/roles/role a', { channels: [] }), 200],
  ['widens its pattern over others', ({ put, a }) => put(`/channels/${a}`, { urlPattern: '^/[ab]/' }), 403],
  ['moves its pattern into that of others', ({ put, a }) => put(`/channels/${a}`, { urlPattern: '^/b/x/' }), 403],
  ['leaves its pattern unanchored', ({ put, a }) => put(`/channels/${a}`, { urlPattern: '/x' }), 403],
  [
    'changes its pattern within its own paths',
    ({ put, a }) => put(`/channels/${a}`, { urlPattern: '^/a/x/', priority: 1 }),
    200,
  ],
  [
    'opens its channel to a role of others',
    ({ put, a }) => put(`/channels/${a}`, { allow: ['role a', 'role b'] }),
    403,
  ],
  ['opens its channel to a client of others', ({ put, a }) => put(`/channels/${a}`, { allow: ['client b'] }), 403],
  ['opens its channel to everybody', ({ put, a }) => put(`/channels/${a}`, { authType: 'public' }), 403],
  [
    'opens its channel to its own client and to a role of nobody',
    ({ put, a }) => put(`/channels/${a}`, { allow: ['role a', 'client a', 'new'] }),
    200,
  ],
  [
    'changes what does not match requests',
    ({ put, a }) => put(`/channels/${a}`, { description: 'x', timeout: 5 }),
    200,
  ],
]
for (const [name, attempt, status] of attempts)
  onBothEngines(`who manages only some clients, roles and channels ${name}: ${status}`, async (database) => {
    const world = await twoOrganisations(database)
    const before = await world.readOthers()
    assert.equal((await attempt(world)).status, status)
    assert.deepEqual(await world.readOthers(), before)
  })

onBothEngines(
  'a channel that takes every path leaves patterns of others to those who manage all channels',
  async (database) => {
    const { a, grant, everything, put, post } = await twoOrganisations(database)
    grant(everything)
    const route = { name: 'r', host: 'localhost', port: 80, primary: true }
    await post('/channels', { name: 'all', urlPattern: '.*', methods: ['GET'], allow: [], routes: [route] })
    grant({ 'channel-manage-specified': [a] })
    assert.equal((await put(`/channels/${a}`, { urlPattern: '^/a/x/' })).status, 403)
    assert.equal((await put(`/channels/${a}`, { description: 'x' })).status, 200)
    grant({ 'channel-manage-all': true })
    assert.equal((await put(`/channels/${a}`, { urlPattern: '^/a/x/' })).status, 200)
  },
)
