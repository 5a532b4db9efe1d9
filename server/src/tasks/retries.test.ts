import assert from 'node:assert/strict'
import { NewChannel } from '@mediary/contract/channels'
import type { Database } from '../platform/database/database.ts'
import { loadChannels, rerunNode } from '../testing/rerun-node.ts'
import { countingUpstream } from '../testing/rerun-upstream.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId, outcome } from '../testing/transactions.ts'
import { recorder, transactionStore } from '../transactions/index.ts'
import { buildRetry, retries, type Tables, taskStore } from './index.ts'

const minute = 60_000

async function failed(database: Database, path: string, wanted: Record<string, unknown>, port = 1) {
  const channels = loadChannels(database)
  const route = { name: 'main', host: '127.0.0.1', port, primary: true }
  await channels.create(
    NewChannel.parse({
      name: path,
      urlPattern: `^${path}`,
      methods: ['POST'],
      authType: 'public',
      routes: [route],
      ...wanted,
    }),
    { id: 'a'.repeat(24), name: 'Ada' },
  )
  const channel = (await channels.forGateway()).find(({ name }) => name === path)
  if (!channel) throw new Error('no channel')
  const id = newId()
  const record = recorder(database)
  const now = Date.now()
  await record.begin(begun({ id, channel: channel._id, path }))
  const again = buildRetry(channel, { id, attempt: 0, canRerun: true, routes: undefined }, now)
  await record.complete(outcome(id, { status: 'Failed', error: 'refused the connection' }), again)
  return { id, channel, now, channels }
}

onBothEngines(
  'only what a channel wants repeated is queued, and it leaves the queue as one task, however many nodes look',
  async (database) => {
    const { id, now, channel } = await failed(database, '/a', { autoRetryEnabled: true, autoRetryPeriodMinutes: 5 })
    await failed(database, '/b', { autoRetryEnabled: false })
    const db = database.kysely.withTables<Tables>()
    const queued = async () =>
      (await db.selectFrom('retries').select(['transaction_id', 'due', 'attempt']).execute()).map((row) => ({ ...row }))
    assert.deepEqual(await queued(), [{ transaction_id: id, due: now + 5 * minute, attempt: 1 }])
    assert.equal((await transactionStore(database).lineage([id])).get(id)?.autoRetry, true)

    const tasks = taskStore(database, { newId })
    const node = () => retries(database, { tasks, findChannel: async () => channel })
    await node().drain(now + 5 * minute - 1)
    assert.equal((await queued()).length, 1, 'not a moment early')
    await Promise.all([node(), node(), node()].map((one) => one.drain(now + 5 * minute)))
    assert.deepEqual(await queued(), [])
    const made = await tasks.list({}, { limit: 10, offset: 0 })
    assert.deepEqual(
      made.map(({ user, totalTransactions }) => [user, totalTransactions]),
      [['internal', 1]],
    )
  },
)

onBothEngines(
  'a retry that fails waits longer, and there are no more attempts than the channel allows',
  async (database) => {
    const { id, now } = await failed(database, '/t/2', {
      autoRetryEnabled: true,
      autoRetryPeriodMinutes: 1,
      autoRetryMaxAttempts: 2,
    })
    const db = database.kysely.withTables<Tables>()
    const tasks = taskStore(database, { newId })
    const channel = (await loadChannels(database).forGateway())[0]
    const queue = retries(database, { tasks, findChannel: async () => channel })
    const node = await rerunNode(database)
    const ended = async (count: number) => {
      for (;;) {
        const list = await tasks.list({ status: 'Completed' }, { limit: 10, offset: 0 })
        if (list.length === count) return
        node.wake()
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
    try {
      await queue.drain(now + minute)
      await ended(1)
      const [second] = await db.selectFrom('retries').selectAll().execute()
      assert.equal(second?.attempt, 2)
      assert.ok((second?.due ?? 0) >= now + 2 * minute)
      await queue.drain(now + 10 * minute)
      await ended(2)
      assert.deepEqual(await db.selectFrom('retries').selectAll().execute(), [])
      const lineages = await transactionStore(database).lineage([id, second?.transaction_id ?? ''])
      assert.equal(lineages.get(second?.transaction_id ?? '')?.parentID, id)
      assert.equal(lineages.get(second?.transaction_id ?? '')?.autoRetryAttempt, 1)
    } finally {
      await node.stop()
    }
  },
)

onBothEngines(
  'what was retried by hand, or belongs to a channel that wants no retries any more, leaves the queue',
  async (database) => {
    const upstream = await countingUpstream()
    const { id, channel, now } = await failed(database, '/c', { autoRetryEnabled: true }, upstream.port)
    const tasks = taskStore(database, { newId })
    const count = async () =>
      (await database.kysely.withTables<Tables>().selectFrom('retries').selectAll().execute()).length
    await tasks.create({ by: 'ada@example.org', batchSize: 1, orderBy: 'time', paused: true }, [
      { transaction_id: id, order_key: null },
    ])
    assert.equal(await count(), 0)
    await failed(database, '/d', { autoRetryEnabled: true }, upstream.port)
    const with_ = (over: object) => retries(database, { tasks, findChannel: async () => ({ ...channel, ...over }) })
    await with_({ status: 'disabled' }).drain(now + 1e10)
    assert.equal(await count(), 1, 'a disabled channel may come back')
    await with_({ autoRetryEnabled: false }).drain(now + 1e10)
    assert.equal(await count(), 0)
    await upstream.stop()
  },
)
