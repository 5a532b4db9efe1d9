import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sql } from 'kysely'
import { claims } from '../../platform/database/claims.ts'
import { type Database, openDatabase } from '../../platform/database/database.ts'
import { idGenerator, newProcessId } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { newDatabaseUrl, onBothEngines } from '../../testing/stores.ts'
import { begun, outcome } from '../../testing/transactions.ts'
import { recorder, transactionStore } from '../../transactions/index.ts'
import { holdLifeLock, lease, workerStore } from '../../workers/index.ts'
import { endDeadWorkers } from './dead-workers.ts'

async function worker(database: Database) {
  const processId = newProcessId()
  const newId = idGenerator(processId)
  const workers = workerStore(database)
  await workers.register({ processId, since: newId() })
  return {
    processId,
    workers,
    record: recorder(database, processId),
    dead: endDeadWorkers(database, logTo('silent', 'test')),
    begun: () => begun({ id: newId() }),
    findStatus: async (id: string) => (await transactionStore(database).find(id))?.status,
  }
}

// In SQLite a worker commits by itself: once it is dead, nothing is on its way.
test('a commit that was on its way to PostgreSQL when its worker died is not left under way for ever', async (context) => {
  const cleanUps: (() => Promise<void>)[] = []
  const url = await newDatabaseUrl('postgres', (cleanUp) => cleanUps.push(cleanUp), 'migrated')
  const [database, other] = [openDatabase(url), openDatabase(url)]
  cleanUps.unshift(database.close, other.close)
  context.after(async () => {
    for (const cleanUp of cleanUps) await cleanUp()
  })
  const { processId, record, dead, begun, findStatus } = await worker(database)
  const one = begun()
  const [committing, ending] = await other.kysely.transaction().execute(async (trx) => {
    // The transaction is written, its body waits: so the commit is half done.
    await sql`lock table body_chunks in access exclusive mode`.execute(trx)
    const committing = record.begin(one)
    await waiting(other, 1)
    dead.endOne(processId)
    const ending = dead.finished()
    await Promise.race([ending, waiting(other, 2)])
    return [committing, ending]
  })
  await Promise.all([committing, ending])
  assert.equal(await findStatus(one.id), 'Failed')
  await assert.rejects(record.begin(begun()), /has no lease/)
})

/** So many statements wait for a lock. */
async function waiting({ kysely }: Database, count: number) {
  for (;;) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from pg_locks where not granted
      and pid in (select pid from pg_stat_activity where datname = current_database())`.execute(kysely)
    if (Number(rows[0]?.n) >= count) return
  }
}

onBothEngines('a worker that was taken for dead, and lives, has a lease again with its next beat', async (database) => {
  const { processId, workers, record, dead, begun, findStatus } = await worker(database)
  const one = begun()
  await record.begin(one)
  await workers.seen({ processId, since: one.id }, Date.now() - 2 * lease.expires)
  await dead.sweep()
  assert.equal(await findStatus(one.id), 'Failed')
  assert.equal(await workers.find(processId), undefined)

  await workers.seen({ processId, since: one.id })
  assert.equal((await workers.find(processId))?.since, one.id)
  await record.complete(outcome(one.id))
  assert.equal(await findStatus(one.id), 'Successful', 'what became of it is known after all')
  const next = begun()
  await record.begin(next)
  await dead.sweep()
  assert.equal(await findStatus(next.id), 'Processing')
})

onBothEngines(
  'after the store was away, the living renew their leases before anybody is taken for dead',
  async (database) => {
    const { processId, workers, dead } = await worker(database)
    await workers.seen({ processId, since: '' }, Date.now() - 2 * lease.expires)
    await sql`alter table workers rename to away`.execute(database.kysely)
    await dead.sweep()
    await sql`alter table away rename to workers`.execute(database.kysely)
    await dead.sweep()
    assert.notEqual(await workers.find(processId), undefined)
    // Nobody has seen it since.
    while ((await workers.find(processId)) !== undefined) await dead.sweep()
  },
)

/** A new PostgreSQL store for a test. */
async function openPostgres(context: TestContext) {
  const cleanUps: (() => Promise<void>)[] = []
  const database = openDatabase(await newDatabaseUrl('postgres', (cleanUp) => cleanUps.push(cleanUp), 'migrated'))
  context.after(async () => {
    await database.close()
    for (const cleanUp of cleanUps) await cleanUp()
  })
  return database
}

test('a process that has ended is found by its life lock, and one that lives is left alone whatever its node is called', async (context) => {
  const database = await openPostgres(context)
  const [living, ended, former] = [await worker(database), await worker(database), await worker(database)]
  const log = logTo('silent', 'test')
  const endLife = await holdLifeLock(database, living.processId, log)
  const endOther = await holdLifeLock(database, ended.processId, log)
  const silent = Date.now() - 2 * lease.silence
  for (const { workers, processId } of [living, ended, former]) await workers.seen({ processId, since: '' }, silent)
  // An earlier version wrote the name of its host, and holds no lock.
  await sql`update workers set host = 'gateway-1', pid = 999999 where process_id = ${former.processId}`.execute(
    database.kysely,
  )
  const survivors = async () => {
    await living.dead.sweep()
    const found = await Promise.all([living, ended, former].map((one) => one.workers.find(one.processId)))
    return found.map((row) => row !== undefined)
  }
  assert.deepEqual(await survivors(), [true, true, true])
  await endOther()
  assert.deepEqual(await survivors(), [true, false, true])
  await endLife()
  assert.deepEqual(await survivors(), [false, false, true])
})

test('leases are measured by the clock of PostgreSQL, not by that of the node', async (context) => {
  const database = await openPostgres(context)
  const { workers, processId, dead } = await worker(database)
  const endLife = await holdLifeLock(database, processId, logTo('silent', 'test'))
  try {
    for (const minutes of [10, -10]) {
      context.mock.timers.enable({ apis: ['Date'], now: Date.now() + minutes * 60_000 })
      await workers.seen({ processId, since: '' })
      context.mock.timers.reset()
      await dead.sweep()
      assert.notEqual(await workers.find(processId), undefined, `its clock is off by ${minutes} minutes`)
      assert.equal(await claims(database, 'one').take(`work ${minutes}`, 60_000), true)
      context.mock.timers.enable({ apis: ['Date'], now: Date.now() + minutes * 60_000 })
      assert.equal(await claims(database, 'other').take(`work ${minutes}`, 60_000), false)
      context.mock.timers.reset()
    }
  } finally {
    await endLife()
  }
})
