import assert from 'node:assert/strict'
import { clientRequestWriter, toDay } from '../metrics/index.ts'
import type { Database } from '../platform/database/database.ts'
import { logTo } from '../platform/log.ts'
import { configurationApi } from '../testing/configuration.ts'
import { onBothEngines } from '../testing/stores.ts'

const today = toDay(Date.now())
const nameDay = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)

/** A role that two of three clients hold, and that opens two of three channels. */
async function nursesAndChannels(database: Database) {
  const api = configurationApi(database)
  const route = { name: 'r', host: 'localhost', port: 80, primary: true }
  for (const [clientID, role] of [
    ['clinic-a', 'nurse'],
    ['clinic-b', 'nurse'],
    ['clinic-c', 'clerk'],
  ] as const)
    await api.post('/clients', { clientID, name: clientID, roles: [role], clientDomain: clientID })
  for (const [name, allow] of [
    ['lab', ['nurse']],
    ['pharmacy', ['nurse', 'clinic-c']],
    ['registry', ['clerk']],
  ] as const)
    await api.post('/channels', { name, urlPattern: `^/${name}$`, methods: ['GET'], allow, routes: [route] })
  const ids = async (path: string, name: string): Promise<string[]> => {
    const all: Record<string, string>[] = (await api.get(path)).body
    return all.sort((a, b) => (String(a[name]) < String(b[name]) ? -1 : 1)).map(({ _id }) => String(_id))
  }
  const [a = '', b = '', c = ''] = await ids('/clients', 'clientID')
  const [lab = '', pharmacy = ''] = await ids('/channels', 'name')
  const count = (channel: string, client: string, daysAgo: number, requests: number) =>
    api.clientRequests.add([{ channel, client, day: today - daysAgo, requests }])
  return { ...api, a, b, c, lab, pharmacy, count }
}

onBothEngines('a role shows which of its channels and clients were in use', async (database) => {
  const { get, a, b, c, lab, pharmacy, count } = await nursesAndChannels(database)
  await count(lab, a, 0, 3)
  await count(lab, a, 2, 4)
  await count(lab, a, 90, 50)
  await count(pharmacy, c, 0, 9)
  const usage = (await get('/roles/nurse/usage')).body
  assert.deepEqual(usage, {
    days: 90,
    since: nameDay(today),
    channelCount: 2,
    usedChannels: 1,
    channels: [
      { _id: pharmacy, name: 'pharmacy', clients: 0, requests: 0, lastUsed: null },
      { _id: lab, name: 'lab', clients: 1, requests: 7, lastUsed: nameDay(today) },
    ],
    clientCount: 2,
    usedByClients: 1,
    clients: [
      { _id: b, clientID: 'clinic-b', requests: 0, lastUsed: null },
      { _id: a, clientID: 'clinic-a', requests: 7, lastUsed: nameDay(today) },
    ],
  })
  assert.equal((await get('/roles/nurse/usage?days=91')).body.channels[1].requests, 57)
  assert.deepEqual((await get('/roles/nurse/usage?clients=1')).body.clients.length, 1)
  assert.equal((await get('/roles/nurse/usage?days=0')).status, 400)
  assert.equal((await get('/roles/doctor/usage')).status, 404)
})

onBothEngines('a channel shows which of the clients that it allows have used it', async (database) => {
  const { get, put, a, b, c, pharmacy, count } = await nursesAndChannels(database)
  await count(pharmacy, c, 1, 9)
  await count(pharmacy, 'f'.repeat(24), 1, 5)
  const usage = (await get(`/channels/${pharmacy}/usage`)).body
  assert.deepEqual(usage, {
    days: 90,
    since: nameDay(today),
    requests: 14,
    clientCount: 3,
    usedByClients: 1,
    clients: [
      { _id: a, clientID: 'clinic-a', requests: 0, lastUsed: null },
      { _id: b, clientID: 'clinic-b', requests: 0, lastUsed: null },
      { _id: c, clientID: 'clinic-c', requests: 9, lastUsed: nameDay(today - 1) },
    ],
  })
  await put(`/channels/${pharmacy}`, { authType: 'public' })
  const ofPublic = (await get(`/channels/${pharmacy}/usage`)).body
  assert.deepEqual([ofPublic.clientCount, ofPublic.clients.length], [1, 1])
  assert.equal((await get(`/channels/${'0'.repeat(24)}/usage`)).status, 404)
})

onBothEngines('of the use of a role, a caller reads the channels and clients that it may see', async (database) => {
  const { get, grant, a, b, lab, pharmacy, count } = await nursesAndChannels(database)
  await count(lab, a, 0, 3)
  await count(pharmacy, b, 0, 2)
  grant({
    'client-role-view-specified': ['nurse'],
    'channel-view-specified': [lab],
    'client-view-specified': [b],
  })
  const usage = (await get('/roles/nurse/usage')).body
  const names = [usage.channels, usage.clients].map((list) => list.map(({ _id }: { _id: string }) => _id))
  assert.deepEqual(names, [[lab], [b]])
  assert.deepEqual([usage.channelCount, usage.usedChannels, usage.clientCount, usage.usedByClients], [2, 2, 2, 2])
  assert.equal((await get(`/channels/${pharmacy}/usage`)).status, 403)
  grant({ 'channel-view-specified': [lab] })
  assert.equal((await get('/roles/nurse/usage')).status, 403)
})

onBothEngines('counts that could not be written wait, and old ones are removed', async (database) => {
  const { lab, a, clientRequests } = await nursesAndChannels(database)
  const failing = { now: true }
  const store = {
    ...clientRequests,
    add: (rows: Parameters<typeof clientRequests.add>[0]) =>
      failing.now ? Promise.reject(new Error('the store is away')) : clientRequests.add(rows),
  }
  const writer = clientRequestWriter(store, logTo('silent', 'test'))
  writer.add([{ channel: lab, client: a, day: today, requests: 1 }])
  await writer.close()
  writer.add([{ channel: lab, client: a, day: today, requests: 2 }])
  failing.now = false
  await writer.close()
  const read = async () => (await clientRequests.read([lab], today - 999)).uses.map(({ requests }) => requests)
  assert.deepEqual(await read(), [3])
  await clientRequests.prune(Date.now())
  assert.deepEqual(await read(), [3])
  await clientRequests.prune(Date.now() + 500 * 86_400_000)
  assert.deepEqual(await read(), [])
})
