import assert from 'node:assert/strict'
import { NewChannel } from '@mediary/contract/channels'
import { NewClient } from '@mediary/contract/clients'
import { channelStore } from '../channels/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId, outcome } from '../testing/transactions.ts'
import { linkToParent, recorder, routeKey } from '../transactions/index.ts'
import { trafficReader, visualizerRoutes, visualizerStore } from './index.ts'

const problems = { accept: 'application/problem+json' }
const missing = 'f'.repeat(24)

const laboratory = {
  name: 'Laboratory',
  components: [{ eventType: 'primary', eventName: 'lab', display: 'Lab' }],
  channels: [{ eventType: 'channel', eventName: 'Results', display: 'Results' }],
  mediators: [{ mediator: 'urn:mediator:lab', name: 'Lab', display: 'Lab mediator' }],
}
const defaults = {
  color: { inactive: '#cccccc', active: '#4cae4c', error: '#d43f3a', text: '#000000' },
  size: { responsive: true, width: 1000, height: 400, padding: 20 },
  time: { updatePeriod: 200, minDisplayPeriod: 500, maxSpeed: 5, maxTimeout: 5000 },
}

async function withVisualizers(database: Database) {
  const api = await management(database)
  await api.ensureAdmin()
  const { write } = changeLog(database, async () => undefined)
  const ids = idGenerator()
  const visualizers = visualizerStore(database, write, { newId: ids })
  const channels = channelStore(database, write, {
    secrets: api.secrets,
    newId: ids,
    hasTransactions: async () => false,
    listClients: async () => [],
  })
  const traffic = trafficReader(database)
  visualizerRoutes(api.app, api.require, { visualizers, traffic, channels, clients: api.clients })
  const add = async () => {
    assert.equal((await api.admin('POST', '/visualizers', laboratory)).status, 201)
    return (await api.admin('GET', '/visualizers')).body[0]._id
  }
  const addChannel = async (name: string) => {
    const routes = [{ name: 'main', host: '127.0.0.1', port: 1, primary: true }]
    const channel = NewChannel.parse({ name, urlPattern: `^/${name}$`, methods: ['GET'], allow: ['x'], routes })
    await channels.create(channel, { id: 'a'.repeat(24), name: 'Ada' })
    return (await channels.list()).find((one) => one.name === name)?._id ?? ''
  }
  const addClient = async (clientID: string) => {
    await api.clients.create(NewClient.parse({ clientID, name: clientID, roles: ['x'] }), { jwtEnabled: true })
    return (await api.clients.list()).find((one) => one.clientID === clientID)?._id ?? ''
  }
  return { ...api, add, addChannel, addClient, record: recorder(database) }
}

onBothEngines('management-api §15: one is added, listed, shown, changed and deleted', async (database) => {
  const { admin, add } = await withVisualizers(database)
  const id = await add()
  const expected = { ...laboratory, ...defaults, _id: id }
  assert.deepEqual((await admin('GET', '/visualizers')).body, [expected])
  assert.deepEqual((await admin('GET', `/visualizers/${id}`)).body, expected)
  // OpenHIM's console sends back all it was shown.
  const changed = { ...expected, __v: 0, name: 'Lab', time: { ...defaults.time, maxSpeed: 9 } }
  assert.equal((await admin('PUT', `/visualizers/${id}`, changed)).status, 200)
  assert.equal((await admin('PUT', `/visualizers/${id}`, { mediators: [] })).status, 200)
  const shown = (await admin('GET', `/visualizers/${id}`)).body
  assert.deepEqual([shown.name, shown.mediators, shown.time.maxSpeed], ['Lab', [], 9])
  assert.equal((await admin('DELETE', `/visualizers/${id}`)).status, 200)
  assert.deepEqual((await admin('GET', '/visualizers')).body, [])
})

onBothEngines('management-api §15: an unknown id is 404, and a name that is taken is 409', async (database) => {
  const { admin, add } = await withVisualizers(database)
  await add()
  for (const method of ['GET', 'PUT', 'DELETE'] as const)
    assert.equal((await admin(method, `/visualizers/${missing}`, method === 'PUT' ? {} : undefined)).status, 404)
  assert.equal((await admin('POST', '/visualizers', laboratory)).status, 409)
})

const refused: [document: object, path: string][] = [
  [{}, 'name'],
  [{ name: 'a', color: { active: 'green' } }, 'color.active'],
  [{ name: 'a', time: { updatePeriod: 1 } }, 'time.updatePeriod'],
  [{ name: 'a', channels: [{ eventType: 'client', eventName: 'a', display: 'a' }] }, 'channels.0.eventType'],
  [{ name: 'a', zoom: 2 }, 'zoom'],
]
for (const [document, path] of refused)
  onBothEngines(`management-api §15: ${JSON.stringify(document)} is refused by its field`, async (database) => {
    const { admin } = await withVisualizers(database)
    const { status, body } = await admin('POST', '/visualizers', document, problems)
    assert.deepEqual([status, body.issues[0].path], [400, path])
  })

onBothEngines('management-api §15: who may view them may not change them', async (database) => {
  const { add, addUser } = await withVisualizers(database)
  const id = await add()
  const viewer = await addUser('grace@example.org', { 'visualizer-view': true })
  assert.equal((await viewer('GET', `/visualizers/${id}`)).status, 200)
  assert.equal((await viewer('POST', '/visualizers', laboratory)).status, 403)
  assert.equal((await viewer('DELETE', `/visualizers/${id}`)).status, 403)
  const nobody = await addUser('joan@example.org', {})
  for (const path of ['/visualizers', '/events/0', '/traffic']) assert.equal((await nobody('GET', path)).status, 403)
})

const second = 1_000

onBothEngines(
  'gateway §20: what a transaction did is told in the order of time, from the instant on',
  async (database) => {
    const { admin, addChannel, record } = await withVisualizers(database)
    const channel = await addChannel('Results')
    const at = Date.now() - 10 * second
    const requestAt = (timestamp: number) => ({ timestamp, path: '/copy' })
    const calls = [
      {
        key: routeKey(0),
        name: 'archive',
        request: requestAt(at + 100),
        response: { status: 503, headers: [], timestamp: at + 200 },
      },
      {
        key: 'o000',
        name: 'ask',
        request: requestAt(at + 120),
        response: { status: 200, headers: [], timestamp: at + 150 },
      },
    ].map((call) => ({ ...call, requestBody: null, responseBody: null }))
    const id = newId(at)
    await record.begin(begun({ id, channel, requestedAt: at }), [
      linkToParent({ id, parent: newId(at - second), by: 'ada', task: missing, attempt: 2, changes: null }),
    ])
    await record.complete(
      outcome(id, {
        respondedAt: at + 300,
        upstream: `{"name":"main","host":"h","port":1,"path":"/","at":${at + 50}}`,
      }),
    )
    await record.complete(outcome(newId(at - 7200 * second), {}))
    await record.finishRoutes({
      id,
      status: null,
      calls,
      properties: null,
      error: null,
      trailers: null,
      awaitsMediator: false,
    })
    const { events } = (await admin('GET', `/events/${at - second}`)).body
    assert.deepEqual(
      events.map(({ type, event, name, statusType }: Record<string, string>) => [type, event, name, statusType]),
      [
        ['channel', 'start', 'Results', undefined],
        ['primary', 'start', 'main', undefined],
        ['route', 'start', 'archive', undefined],
        ['orchestration', 'start', 'ask', undefined],
        ['orchestration', 'end', 'ask', 'success'],
        ['route', 'end', 'archive', 'error'],
        ['channel', 'end', 'Results', 'success'],
        ['primary', 'end', 'main', 'success'],
      ],
    )
    const [first] = events
    assert.deepEqual([first.channelID, first.transactionID, first.autoRetryAttempt], [channel, id, 2])
    assert.equal(first.normalizedTimestamp, String(at))
    const later = (await admin('GET', `/events/${at + 160}`)).body.events
    assert.equal(later.length, 3)
  },
)

onBothEngines('management-api §14: nobody is told of channels that they may not see', async (database) => {
  const { addUser, addChannel, record } = await withVisualizers(database)
  const [seen, hidden] = [await addChannel('Results'), await addChannel('Orders')]
  for (const channel of [seen, hidden]) {
    const id = newId()
    await record.begin(begun({ id, channel }))
    await record.complete(outcome(id))
  }
  const viewer = await addUser('grace@example.org', { 'visualizer-view': true, 'transaction-view-specified': [seen] })
  const { events } = (await viewer('GET', `/events/${Date.now() - 60 * second}`)).body
  assert.deepEqual([...new Set(events.map(({ channelID }: { channelID: string }) => channelID))], [seen])
  const { flows } = (await viewer('GET', '/traffic')).body
  assert.deepEqual(
    flows.map(({ channel, client }: { channel: string; client?: string }) => [channel, client]),
    [['Results', undefined]],
  )
})

onBothEngines('traffic: requests are counted by client, channel and route, errors among them', async (database) => {
  const { admin, addChannel, addClient, record } = await withVisualizers(database)
  const channel = await addChannel('Results')
  const client = await addClient('clinic-1')
  const send = async (over: Parameters<typeof outcome>[1], by: string | null = client, at = Date.now()) => {
    const id = newId(at)
    await record.begin(begun({ id, channel, client: by, requestedAt: at }))
    await record.complete(outcome(id, over))
    return id
  }
  await send({})
  await send({ status: 'Failed', responseStatus: 502 })
  await send({ status: 'Failed', responseStatus: 404, upstream: null }, null)
  await send({}, client, Date.now() - 600 * second)
  const id = await send({})
  const call = {
    key: routeKey(0),
    name: 'archive',
    error: { message: 'refused' },
    requestBody: null,
    responseBody: null,
  }
  await record.finishRoutes({
    id,
    status: null,
    calls: [call],
    properties: null,
    error: null,
    trailers: null,
    awaitsMediator: false,
  })
  const { flows } = (await admin('GET', '/traffic?minutes=5')).body
  const sorted = flows.toSorted((a: { route?: string }, b: { route?: string }) =>
    `${a.route}`.localeCompare(`${b.route}`),
  )
  const common = { channelID: channel, channel: 'Results' }
  assert.deepEqual(sorted, [
    { ...common, client: 'clinic-1', route: 'archive', primary: false, count: 1, errors: 1 },
    { ...common, client: 'clinic-1', route: 'main', primary: true, count: 3, errors: 1 },
    { ...common, primary: true, count: 1, errors: 1 },
  ])
  assert.equal((await admin('GET', '/traffic?minutes=61')).status, 400)
})
