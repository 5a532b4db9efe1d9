import assert from 'node:assert/strict'
import { NewChannel } from '@mediary/contract/channels'
import { Permissions } from '@mediary/contract/permission'
import { sql } from 'kysely'
import { compileChannel, findRerunObstacle } from '../channels/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import { httpApp } from '../platform/http/http.ts'
import { logTo } from '../platform/log.ts'
import { Settings } from '../settings/settings.ts'
import { loadChannels, rerunNode } from '../testing/rerun-node.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId, outcome } from '../testing/transactions.ts'
import { recorder, transactionSearch } from '../transactions/index.ts'
import { type TaskRoutesDeps, taskRoutes, taskStore } from './index.ts'

type Task = {
  _id: string
  status: string
  totalTransactions: number
  remainingTransactions: number
  gathering: boolean
}

/** The tasks of the management API, for a caller whose permissions a test sets, over two channels with transactions. */
async function tasksApi(database: Database) {
  const channels = loadChannels(database)
  const make = async (name: string, status: 'enabled' | 'disabled') => {
    const routes = [{ name: 'main', host: '127.0.0.1', port: 1, primary: true }]
    const searchKeys = [{ name: 'patient', by: 'query-parameter', expression: 'patient' }]
    const channel = { name, status, urlPattern: `^/${name}`, methods: ['POST'], authType: 'public', routes, searchKeys }
    await channels.create(NewChannel.parse(channel), { id: 'a'.repeat(24), name: 'Ada' })
    return (await channels.list()).find((one) => one.name === name)?._id ?? ''
  }
  const [lab, old] = [await make('lab', 'enabled'), await make('old', 'disabled')]
  const record = recorder(database)
  const recorded = async (
    channel: string,
    over: { canRerun?: boolean; method?: string; path?: string; status?: number } = {},
  ) => {
    const { canRerun = true, method = 'POST', path = '/lab/orders', status = 200 } = over
    const id = newId()
    await record.begin(begun({ id, channel, method, path, canRerun }))
    await record.complete(
      outcome(id, { canRerun, responseStatus: status, status: status < 300 ? 'Successful' : 'Failed' }),
    )
    return id
  }
  const tasks = taskStore(database, { newId })
  const state = { granted: {} as object }
  const app = await httpApp({ log: logTo('silent', 'test'), settings: Settings.parse({}).api })
  const require = async (): Promise<Caller> => ({
    by: 'basic',
    user: { id: 'f'.repeat(24), email: 'ada@example.org', name: 'Ada', groups: [] },
    permissions: [Permissions.parse(state.granted)],
  })
  const compiled = new Map((await channels.list()).map((channel) => [channel._id, compileChannel(channel)]))
  const findObstacle: TaskRoutesDeps['findObstacle'] = ({ channel, client, ...request }) => {
    return findRerunObstacle(compiled.get(channel), {
      ...request,
      client: undefined,
      hadClient: client !== null,
      clientIsDisabled: false,
    })
  }
  taskRoutes(app, require, {
    database,
    findObstacle,
    checkRerun: async () => undefined,
    refuseInShadow: () => undefined,
    tasks,
    channels: channels.list,
    newId,
    wake: () => undefined,
    search: transactionSearch(database),
  })
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object) => {
    const answer = await app.inject({ method, url, ...(body && { payload: body }) })
    return { status: answer.statusCode, headers: answer.headers, text: answer.body, json: () => answer.json() }
  }
  const grant = (granted: object) => Object.assign(state, { granted })
  grant({ 'transaction-rerun-all': true })
  return { lab, old, recorded, tasks, call, grant }
}

onBothEngines(
  'a rerun is asked for, paused, resumed, cancelled and deleted as OpenHIM’s console does it',
  async (database) => {
    const { call, recorded, lab } = await tasksApi(database)
    const tids = [await recorded(lab), await recorded(lab)]
    const made = await call('POST', '/tasks', { tids: [tids[1], tids[0], tids[1]], batchSize: 2, paused: true })
    assert.deepEqual([made.status, made.text], [201, 'Tasks created successfully'])
    const [task] = (
      await call('GET', '/tasks?filterLimit=10&filterPage=0&filters=%7B%22status%22%3A%22Paused%22%7D')
    ).json() as Task[]
    assert.deepEqual([task?.status, task?.totalTransactions, task?.remainingTransactions], ['Paused', 2, 2])
    assert.equal(made.headers.location, `/tasks/${task?._id}`)
    const one = (
      await call('GET', `/tasks/${task?._id}?filterLimit=1&filterPage=1&filters=%7B%22tstatus%22%3A%22Queued%22%7D`)
    ).json()
    assert.deepEqual(
      [one.totalFilteredTransactions, one.transactions.map(({ tid }: { tid: string }) => tid)],
      [2, [tids[1]]],
    )
    const put = (status: string) => call('PUT', `/tasks/${task?._id}`, { _id: task?._id, status })
    assert.equal((await put('Queued')).text, 'The Task was successfully updated')
    assert.equal((await put('Cancelled')).status, 200)
    assert.equal((await put('Queued')).status, 409)
    assert.equal((await put('Completed')).status, 400)
    assert.equal((await call('DELETE', `/tasks/${task?._id}`)).text, 'The Task was successfully deleted')
    assert.equal((await call('GET', `/tasks/${task?._id}?filterLimit=1&filterPage=0&filters={}`)).status, 404)
    assert.equal((await call('POST', '/tasks', { tids, batchSize: 0 })).status, 400)
    assert.equal((await call('POST', '/tasks', {})).status, 400)
    assert.equal((await call('GET', '/tasks?filters=%7B%22%24where%22%3A1%7D')).status, 400)
  },
)

onBothEngines(
  'to rerun is a permission of its own: to see a channel is not enough, and one channel is not another (S15)',
  async (database) => {
    const { call, recorded, grant, lab, old } = await tasksApi(database)
    const ids = [await recorded(lab), await recorded(old)]
    const filters = { channelID: old }
    grant({ 'transaction-view-all': true, 'channel-view-all': true, 'transaction-rerun-specified': [lab] })
    assert.equal((await call('POST', '/tasks', { tids: ids })).status, 403)
    assert.equal((await call('POST', '/tasks/preview', { tids: ids })).status, 403)
    assert.equal((await call('POST', '/bulkrerun', { filters })).status, 403)
    assert.equal((await call('POST', `/transactions/${ids[1]}/rerun`, {})).status, 403)
    assert.equal((await call('POST', '/tasks', { tids: [ids[0]], paused: true })).status, 201)
    assert.equal(
      (await call('POST', `/transactions/${ids[0]}/rerun`, { body: 'other' })).status,
      403,
      'changing needs the bodies',
    )
    const preview = (await call('POST', '/tasks/preview', { filters: {} })).json()
    assert.equal(preview.matching, 1, 'filters are held to what may be rerun')

    grant({ 'transaction-rerun-all': true })
    await call('POST', '/bulkrerun', { filters: {}, pauseQueue: true })
    const all = (await call('GET', '/tasks')).json() as Task[]
    assert.equal(all.length, 2)
    const refused = await call('POST', '/tasks', { tids: ids })
    assert.deepEqual([refused.status, /"old" is disabled/.test(refused.text)], [400, true])
  },
)

onBothEngines('a transaction that the caller may not see is answered as one that does not exist', async (database) => {
  const { call, recorded, grant, lab, old } = await tasksApi(database)
  const hidden = await recorded(old)
  grant({ 'transaction-view-specified': [lab], 'transaction-rerun-specified': [lab] })
  const answersFor = async (id: string) => {
    const answers = [
      await call('POST', `/transactions/${id}/rerun`, {}),
      await call('POST', '/tasks/preview', { tids: [id] }),
      await call('GET', `/tasks/${id}?filterLimit=1&filterPage=0&filters={}`),
    ]
    return answers.map(({ status, text }) => [status, text.replaceAll(id, 'ID')])
  }
  assert.deepEqual(await answersFor(hidden), await answersFor('f'.repeat(24)))
})

onBothEngines('a preview tells what would be repeated, what cannot be, and why', async (database) => {
  const { call, recorded, lab, old } = await tasksApi(database)
  await recorded(lab)
  await recorded(lab, { status: 502 })
  await recorded(lab, { canRerun: false })
  await recorded(lab, { method: 'GET' })
  await recorded(lab, { path: '/elsewhere' })
  await recorded(old)
  const { oldest, newest, ...preview } = (await call('POST', '/tasks/preview', { filters: {} })).json()
  assert.deepEqual(
    preview.notRerunnable
      .map(({ reason, transactions }: { reason: string; transactions: number }) => [reason, transactions])
      .sort(),
    [
      ['body-not-stored', 1],
      ['channel-disabled', 1],
      ['method-not-taken', 1],
      ['path-not-taken', 1],
    ],
  )
  assert.deepEqual([preview.matching, preview.exact, preview.answered, preview.repeatsWrites], [6, true, 5, 4])
  assert.ok(oldest <= newest)
})

onBothEngines(
  'a bulk rerun gathers what was there when it was asked for, in slices, whichever process does it',
  async (database) => {
    const { call, recorded, lab, tasks } = await tasksApi(database)
    const before = []
    for (let i = 0; i < 5; i++) before.push(await recorded(lab, { canRerun: false }))
    const bulk = await call('POST', '/bulkrerun', { filters: { channelID: lab }, batchSize: 4, pauseQueue: true })
    assert.equal(bulk.json().message, 'Tasks created for bulk rerun of transactions')
    await recorded(lab)
    const node = await rerunNode(database)
    const shown = async () => (await tasks.find(bulk.json().taskID)) as Task
    try {
      while ((await shown()).gathering) await new Promise((resolve) => setTimeout(resolve, 5))
      const { status, totalTransactions } = await shown()
      assert.deepEqual([status, totalTransactions], ['Paused', 5])
      await call('PUT', `/tasks/${bulk.json().taskID}`, { status: 'Queued' })
      node.wake()
      while ((await shown()).status !== 'Completed') await new Promise((resolve) => setTimeout(resolve, 5))
      const page = (await call('GET', `/tasks/${bulk.json().taskID}?filterLimit=10&filters={"hasErrors":"yes"}`)).json()
      assert.deepEqual(
        page.transactions.map(({ tid, error }: { tid: string; error: string }) => [tid, error]),
        before.map((id) => [id, 'Its body is not stored']),
      )
    } finally {
      await node.stop()
    }
  },
)

onBothEngines('what its channel does not take any more is not sent again: the item says why', async (database) => {
  const { call, recorded, lab, tasks } = await tasksApi(database)
  const dots = 'The path has dot segments, which an upstream might resolve to another path'
  const paths = ['/elsewhere', '/lab/%2e%2e/admin', '/lab/..;/admin']
  const tids = []
  for (const path of paths) tids.push(await recorded(lab, { path, canRerun: true }))
  const node = await rerunNode(database)
  try {
    const taskID = String((await call('POST', '/tasks', { tids })).headers.location).slice('/tasks/'.length)
    node.wake()
    while (((await tasks.find(taskID)) as Task).status !== 'Completed')
      await new Promise((resolve) => setTimeout(resolve, 5))
    const { transactions } = (await call('GET', `/tasks/${taskID}?filterLimit=10`)).json()
    assert.deepEqual(
      transactions.map(({ error }: { error: string }) => error),
      ['The channel "lab" does not take the path /elsewhere', dots, dots],
    )
  } finally {
    await node.stop()
  }
})

onBothEngines('messages are repeated in order of a search key, if a channel has it', async (database) => {
  const { lab, recorded, call } = await tasksApi(database)
  const tids = [await recorded(lab), await recorded(lab), await recorded(lab)]
  for (const [tid, value] of [
    [tids[0], '=12'],
    [tids[2], '=7'],
    [tids[2], '=12'],
  ])
    await sql`insert into search_keys (name, value, transaction_id) values ('patient', ${value}, ${tid})`.execute(
      database.kysely,
    )
  const unknown = await call('POST', '/tasks', { tids, orderBy: { key: 'ward' }, paused: true })
  assert.equal(unknown.status, 400)
  assert.match(unknown.text, /orderBy/)
  const made = await call('POST', '/tasks', { tids, orderBy: { key: 'patient' }, paused: true })
  assert.equal(made.status, 201, made.text)
  const { rows } = await sql`select transaction_id as id, order_key as key from task_rows order by n`.execute(
    database.kysely,
  )
  assert.deepEqual(
    rows.map((row) => ({ ...(row as object) })),
    [
      { id: tids[0], key: '=12' },
      { id: tids[1], key: null },
      { id: tids[2], key: '=12' },
    ],
  )
})
