import assert from 'node:assert/strict'
import { NewChannel } from '@mediary/contract/channels'
import { Permissions } from '@mediary/contract/permission'
import { bodyReader, bodyStore, bodyViews } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Caller } from '../../platform/http/caller.ts'
import { httpApp } from '../../platform/http/http.ts'
import { logTo } from '../../platform/log.ts'
import { Settings } from '../../settings/settings.ts'
import { deleteRetries } from '../../tasks/index.ts'
import { loadChannels } from '../../testing/rerun-node.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { begun, newId, outcome } from '../../testing/transactions.ts'
import { mediatorUpdateRoutes, recorder, transactionRoutes, transactionStore } from '../index.ts'
import type { StatusChange } from './update.ts'

type Call = { name: string; request?: { headers?: object; body?: string }; response?: { body?: string } }
type Shown = {
  status: string
  authentication?: string
  error?: { message: string }
  properties?: object
  response?: { status: number; body?: string; headers: Record<string, string> }
  routes: (Call & { orchestrations?: Call[] })[]
  orchestrations: Call[]
}

/** The endpoints of mediators, for a caller whose permissions a test sets, over one channel. */
async function reportsApi(database: Database) {
  const channels = loadChannels(database)
  const routes = [{ name: 'main', host: '127.0.0.1', port: 1, primary: true }]
  const channel = { name: 'lab', urlPattern: '^/lab', methods: ['POST'], allow: ['x'], autoRetryEnabled: true, routes }
  await channels.create(NewChannel.parse(channel), { id: 'a'.repeat(24), name: 'Ada' })
  const [{ _id = '' } = {}] = await channels.list()
  const state = { granted: { 'channel-manage-all': true, 'transaction-view-all': true } as object }
  const app = await httpApp({ log: logTo('silent', 'test'), settings: Settings.parse({}).api })
  const require = async (): Promise<Caller> => ({
    by: 'basic',
    user: { id: 'f'.repeat(24), email: 'lab@example.org', name: 'Lab', groups: [] },
    permissions: [Permissions.parse({ 'transaction-view-body-all': true, ...state.granted })],
  })
  const bodies = bodyStore(database)
  const transactions = transactionStore(database)
  const views = bodyViews(database, newId)
  const moved: StatusChange[] = []
  const retried: string[] = []
  transactionRoutes(app, require, {
    transactions,
    channels,
    clients: { names: async () => new Map() },
    bodyReader: bodyReader({ bodies, views, demandsReason: async () => false }),
  })
  mediatorUpdateRoutes(app, require, {
    database,
    transactions,
    bodies,
    bodyViews: views,
    newId,
    findChannel: channels.find,
    sealFor: () => undefined,
    retryStatements: (_channel, { id }) => {
      retried.push(id)
      return []
    },
    deleteRelated: (ids) => [deleteRetries(ids)],
    created: async () => undefined,
    findHeld: async () => new Set(),
    statusChanged: (one) => moved.push(one),
  })
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object) => {
    const answer = await app.inject({ method, url, ...(body && { payload: body }) })
    return { status: answer.statusCode, text: answer.body, headers: answer.headers }
  }
  const record = recorder(database)
  /** A transaction that the gateway has answered, or is about to. */
  const recorded = async (over: { answered?: boolean; status?: 'Pending Async' | 'Processing' } = {}) => {
    const { answered = true, status = 'Pending Async' } = over
    const id = newId()
    await record.begin(begun({ id, channel: _id, status }))
    const complete = () => record.complete(outcome(id, { status, responseStatus: 202 }))
    if (answered) await complete()
    return { id, complete }
  }
  const put = async (id: string, body: object) => {
    const answer = await call('PUT', `/transactions/${id}`, body)
    assert.equal(answer.status, 200, answer.text)
    return answer.text
  }
  const shown = async (id: string): Promise<Shown> => JSON.parse((await call('GET', `/transactions/${id}`)).text)
  return { channel: _id, state, call, put, shown, recorded, record, moved, retried, close: () => app.close() }
}

const onBoth = (name: string, work: (api: Awaited<ReturnType<typeof reportsApi>>) => Promise<void>) =>
  onBothEngines(name, async (database) => {
    const api = await reportsApi(database)
    await work(api)
    await api.close()
  })

onBoth('a mediator ends a pending transaction with its status, its answer, properties and what it did', async (api) => {
  const { id } = await api.recorded()
  const text = await api.put(id, {
    'x-mediator-urn': 'urn:mediator:lab',
    status: 'Successful',
    response: { status: 201, headers: { 'Content-Type': 'text/plain' }, body: 'stored' },
    orchestrations: [{ name: 'ask', request: { body: 'answer' }, response: { status: 200, body: 'stored' } }],
    properties: { facility: 'clinic-1' },
  })
  assert.equal(text, `Transaction with ID: ${id} successfully updated`)
  const transaction = await api.shown(id)
  assert.equal(transaction.status, 'Successful')
  assert.equal(transaction.response?.status, 201)
  assert.equal(transaction.response?.body, 'stored')
  assert.deepEqual(transaction.properties, { facility: 'clinic-1' })
  const [ask, primary] = transaction.orchestrations
  assert.equal(ask?.request?.body, 'answer', 'the body that the client got stands with the call that repeats it')
  assert.equal(ask?.response?.body, 'stored')
  assert.equal(primary?.name, 'main')
  assert.deepEqual(
    api.moved.map(({ from, to }) => [from, to]),
    [['Pending Async', 'Successful']],
  )
})

onBoth('thirty mediators that push at once lose nothing, and each appends', async (api) => {
  const { id } = await api.recorded()
  const names = Array.from({ length: 30 }, (_, i) => `route ${i}`)
  await Promise.all(names.map((name) => api.put(id, { $push: { routes: { name, response: { status: 200 } } } })))
  await api.put(id, { $push: { routes: { $each: [{ name: 'last', orchestrations: [{ name: 'its call' }] }] } } })
  const { routes } = await api.shown(id)
  assert.deepEqual(routes.map(({ name }) => name).sort(), [...names, 'last'].sort())
  assert.equal(routes.at(-1)?.name, 'last')
  assert.equal(routes.at(-1)?.orchestrations?.[0]?.name, 'its call')
})

onBoth('a list replaces what mediators reported before, a push adds to it', async (api) => {
  const { id } = await api.recorded()
  await api.put(id, { orchestrations: [{ name: 'one', response: { status: 200, body: 'first' } }, { name: 'two' }] })
  await api.put(id, { orchestrations: [{ name: 'three', response: { status: 200, body: 'second' } }] })
  await api.put(id, { $push: { orchestrations: { name: 'four' } } })
  const { orchestrations } = await api.shown(id)
  assert.deepEqual(
    orchestrations.map(({ name }) => name),
    ['three', 'four', 'main'],
  )
  assert.equal(orchestrations[0]?.response?.body, 'second')
})

onBoth('what a mediator says of a transaction that the gateway still has to answer stands when it has', async (api) => {
  const { id, complete } = await api.recorded({ answered: false })
  await api.put(id, { status: 'Successful', properties: { by: 'mediator' }, $push: { routes: { name: 'pushed' } } })
  await complete()
  const call = { key: 'r000', name: 'second', requestBody: null, responseBody: null }
  const outcome = { id, status: 'Pending Async', calls: [call], properties: null, error: null, trailers: null }
  await api.record.finishRoutes({ ...outcome, awaitsMediator: false })
  const transaction = await api.shown(id)
  assert.equal(transaction.status, 'Successful')
  assert.deepEqual(
    transaction.routes.map(({ name }) => name),
    ['second', 'pushed'],
  )
})

onBoth('an answer that is reported in the moment of the 202 comes after it', async (api) => {
  const { id, complete } = await api.recorded({ answered: false })
  const putting = api.put(id, { status: 'Completed', response: { status: 404, body: 'nobody' } })
  await complete()
  await putting
  assert.equal((await api.shown(id)).response?.status, 404)
})

onBoth('an error, also of a pushed route, asks for a retry; a status alone does not', async (api) => {
  const [{ id: calm }, { id: failed }, { id: routed }] = [
    await api.recorded(),
    await api.recorded(),
    await api.recorded(),
  ]
  await api.put(calm, { status: 'Failed' })
  await api.put(failed, { error: { message: 'no such patient' } })
  await api.put(routed, { $push: { routes: { name: 'x', error: { message: 'down' } } } })
  assert.deepEqual(api.retried, [failed, routed])
  assert.equal((await api.shown(failed)).error?.message, 'no such patient')
})

onBoth('credentials that a mediator reports are not kept', async (api) => {
  const { id } = await api.recorded()
  const headers = { Authorization: 'Basic c2VjcmV0', cookie: 'c2VjcmV0', 'X-Plain': '1' }
  const request = { path: '/a?token=c2VjcmV0&b=1', querystring: 'password=c2VjcmV0', headers }
  const response = { status: 200, headers: { 'Set-Cookie': 'c2VjcmV0' } }
  await api.put(id, {
    response,
    $push: { routes: { name: 'x', request, response, orchestrations: [{ name: 'y', request }] } },
  })
  const { text } = await api.call('GET', `/transactions/${id}`)
  assert.doesNotMatch(text, /c2VjcmV0/)
  assert.match(text, /"X-Plain":"1"/)
})

onBoth('what a report may not say is refused with the path of the fault, and nothing of it is kept', async (api) => {
  const { id } = await api.recorded()
  const refused: [body: object, path: RegExp][] = [
    [{ status: 'Done' }, /status/],
    [{ $set: { status: 'Failed' } }, /\$set/],
    [{ $push: { routes: {} } }, /routes/],
    [{ $push: { request: {} } }, /request/],
    [{ response: { status: 20 } }, /response\.status/],
    [{ status: 'Failed', properties: { long: 'x'.repeat(2_000_000) } }, /properties/],
  ]
  for (const [body, path] of refused) {
    const answer = await api.call('PUT', `/transactions/${id}`, body)
    assert.equal(answer.status, 400, answer.text)
    assert.match(answer.text, path)
  }
  assert.equal((await api.shown(id)).status, 'Pending Async')
})

onBoth('a transaction takes so many calls and no more', async (api) => {
  const { id } = await api.recorded()
  const routes = Array.from({ length: 1000 }, (_, i) => ({ name: String(i) }))
  await api.put(id, { $push: { routes } })
  await api.put(id, { $push: { routes } })
  assert.equal((await api.call('PUT', `/transactions/${id}`, { $push: { routes: routes[0] } })).status, 409)
})

onBoth('a transaction from elsewhere is recorded, shown and removed', async (api) => {
  const answer = await api.call('POST', '/transactions', {
    channelID: api.channel,
    status: 'Completed',
    request: {
      path: '/lab',
      method: 'POST',
      body: 'asked',
      timestamp: '2026-01-02T03:04:05.000Z',
      host: 'h',
      port: 80,
    },
    response: { status: 404, body: 'asked', timestamp: '2026-01-02T03:04:06.000Z' },
    routes: [{ name: 'second', request: { body: 'asked' }, response: { status: 200 } }],
    canRerun: true,
  })
  assert.equal(answer.status, 201, answer.text)
  const id = String(answer.headers.location).replace('/transactions/', '')
  const transaction = await api.shown(id)
  assert.equal(transaction.authentication, 'reported')
  assert.equal(transaction.response?.body, 'asked')
  assert.equal(transaction.routes[0]?.request?.body, 'asked')
  assert.equal((await api.call('DELETE', `/transactions/${id}`)).status, 200)
  assert.equal((await api.call('GET', `/transactions/${id}`)).status, 404)
  assert.equal((await api.call('DELETE', `/transactions/${id}`)).status, 404)
})

onBoth('one that is under way is not removed', async (api) => {
  const { id } = await api.recorded({ answered: false, status: 'Processing' })
  assert.equal((await api.call('DELETE', `/transactions/${id}`)).status, 409)
  assert.equal((await api.shown(id)).status, 'Processing')
})

onBoth('only who may manage the channel changes its transactions', async (api) => {
  const { id } = await api.recorded()
  const attempts = async () =>
    Promise.all([
      api.call('PUT', `/transactions/${id}`, { status: 'Failed' }),
      api.call('POST', '/transactions', { channelID: api.channel, status: 'Failed', request: { timestamp: 1 } }),
      api.call('DELETE', `/transactions/${id}`),
    ]).then((answers) => answers.map(({ status }) => status))
  api.state.granted = {
    'transaction-view-all': true,
    'channel-view-all': true,
    'channel-manage-specified': ['a'.repeat(24)],
  }
  assert.deepEqual(await attempts(), [403, 403, 403])
  api.state.granted = { 'channel-view-all': true, 'channel-manage-specified': ['a'.repeat(24)] }
  assert.deepEqual(await attempts(), [404, 403, 404], 'a transaction that is not seen does not exist')
  api.state.granted = { 'channel-manage-specified': [api.channel] }
  assert.equal((await api.call('PUT', `/transactions/${id}`, { status: 'Failed' })).status, 200)
})
