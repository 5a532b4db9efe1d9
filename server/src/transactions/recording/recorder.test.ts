import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { migrations } from '../../../migrations/index.ts'
import { bodyStore } from '../../bodies/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import { openDatabase } from '../../platform/database/database.ts'
import { migrate } from '../../platform/database/migrate.ts'
import { idGenerator } from '../../platform/ids.ts'
import { newDatabaseUrl, onBothEngines } from '../../testing/stores.ts'
import { begun, outcome } from '../../testing/transactions.ts'
import { transactionSearch } from '../search/query.ts'
import { transactionStore } from '../store.ts'
import { ConflictError } from './companion-statements.ts'
import { type Entry, OutdatedDecisionError } from './entries.ts'
import { groupCommit } from './group-commit.ts'
import { recorder } from './recorder.ts'

onBothEngines('a transaction is recorded with its bytes, then with its outcome', async (database) => {
  const record = recorder(database)
  const store = transactionStore(database)
  const row = begun()
  await record.begin(row)
  const processing = await store.find(row.id)
  assert.equal(processing?.status, 'Processing')
  const bodies = bodyStore(database)
  assert.deepEqual([...((await bodies.first(row.id, 'request', 100)) ?? [])], [0, 255, 10])

  await record.complete(outcome(row.id))
  const ended = await store.find(row.id)
  assert.equal(ended?.status, 'Successful')
  assert.equal(Buffer.from((await bodies.first(row.id, 'response', 100)) ?? []).toString(), 'answer')
})

onBothEngines(
  'a transaction that an older configuration accepted is not recorded, and disturbs no other of its commit',
  async (database) => {
    const record = recorder(database)
    const { write, last } = changeLog(database, async () => undefined)
    const decidedWith = await last()
    await write(async (_trx, touch) => touch('client', 'c'.repeat(24)))
    const [older, newer, undecided] = [begun(), begun(), begun()]
    const [refused, ...kept] = await Promise.allSettled([
      record.begin(older, undefined, decidedWith),
      record.begin(newer, undefined, decidedWith + 1),
      record.begin(undecided),
    ])
    assert.ok(refused?.status === 'rejected' && refused.reason instanceof OutdatedDecisionError)
    assert.deepEqual(
      kept.map(({ status }) => status),
      ['fulfilled', 'fulfilled'],
    )
    const store = transactionStore(database)
    assert.equal(await store.find(older.id), undefined)
    assert.deepEqual(
      [await store.find(newer.id), await store.find(undecided.id)].map((row) => row?.status),
      ['Processing', 'Processing'],
    )
    assert.equal(await bodyStore(database).first(older.id, 'request', 100), undefined, 'no body of it is left')
  },
)

onBothEngines('beginning, chunks and outcome of many transactions may share one commit', async (database) => {
  const record = recorder(database)
  const rows = Array.from({ length: 50 }, () => begun())
  await Promise.all(
    rows.flatMap((row) => [
      record.begin(row),
      record.chunk({ id: row.id, part: 'response', n: 0, bytes: new Uint8Array(1000).fill(7) }),
      record.complete(outcome(row.id, { responseBody: null, responseSize: 1000 })),
    ]),
  )
  const listed = await transactionSearch(database).ids({
    filters: { status: { $eq: 'Successful' } },
    channels: 'all',
    limit: 100,
  })
  assert.equal(listed.ids.length, 50)
  assert.equal((await bodyStore(database).first(rows[7]?.id ?? '', 'response', 600))?.length, 600)
})

onBothEngines('one entry that cannot be written does not fail those of the same commit', async (database) => {
  const record = recorder(database)
  const first = begun()
  await record.begin(first)
  const results = await Promise.allSettled([record.begin(begun()), record.begin(first), record.begin(begun())])
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled'],
  )
})

onBothEngines(
  'a condition that fails at the end of a commit leaves nothing of the commit, and the next one is written',
  async (database) => {
    const record = recorder(database)
    const [unmarked, next] = [begun(), begun()]
    const nothing = { sql: 'update transactions set shadow = 1 where id = $1', values: ['none'], expectedRows: 1 }
    await assert.rejects(record.begin(unmarked, [nothing]), ConflictError)
    await record.begin(next)
    const store = transactionStore(database)
    assert.equal(await store.find(unmarked.id), undefined)
    assert.equal(await bodyStore(database).first(unmarked.id, 'request', 100), undefined)
    assert.equal((await store.find(next.id))?.status, 'Processing')
  },
)

onBothEngines('what a dead worker left is ended as failed, and only that', async (database) => {
  const record = recorder(database)
  const another = begun({ id: idGenerator('00000b')() })
  const left = begun()
  const answered = begun()
  await Promise.all([record.begin(another), record.begin(left), record.begin(answered)])
  await record.complete(outcome(answered.id))
  const store = transactionStore(database)
  assert.equal(await store.interrupt({ processId: '00000a', since: '0'.repeat(24) }, Date.now()), 1)
  const statuses = await Promise.all([another, left, answered].map(async ({ id }) => (await store.find(id))?.status))
  assert.deepEqual(statuses, ['Processing', 'Failed', 'Successful'])
})

onBothEngines(
  'a transaction whose outcome could not be written is ended as soon as the store can be',
  async (database) => {
    const record = recorder(database)
    const store = transactionStore(database)
    const [unwritten, answered] = [begun(), begun()]
    await Promise.all([record.begin(unwritten), record.begin(answered)])
    const taken = { id: unwritten.id, part: 'response', n: 0, bytes: new Uint8Array(1) }
    await record.chunk(taken)
    await assert.rejects(record.complete(outcome(unwritten.id)))
    record.giveUp(unwritten.id)
    await record.complete(outcome(answered.id))
    assert.equal(record.oldest(), unwritten.id, 'its lease must hold')
    await assert.rejects(record.endUnwritten(() => Promise.reject(new Error('no disk'))))
    assert.equal(record.oldest(), unwritten.id)

    await record.endUnwritten((ids) => store.endUnwritten([...ids, answered.id], Date.now()))
    assert.equal(record.oldest(), undefined)
    const ended = await store.find(unwritten.id)
    assert.deepEqual([ended?.status, ended?.error], ['Failed', 'The outcome could not be recorded'])
    assert.equal((await store.find(answered.id))?.status, 'Successful')
  },
)

test('entries of one turn of the event loop share one commit', async () => {
  const commits: number[] = []
  const { add } = groupCommit((entries: Entry[]) => void commits.push(entries.length))
  await Promise.all(Array.from({ length: 20 }, () => add({ kind: 'begin', value: begun() })))
  assert.deepEqual(commits, [20])
})

test('an SQLite commit that fails leaves the connection usable', async (context) => {
  const database = openDatabase(':memory:')
  context.after(() => database.close())
  await migrate(database, migrations)
  const record = recorder(database)
  const row = begun()
  await record.begin(row)
  await assert.rejects(record.begin(row))
  await record.complete(outcome(row.id))
  assert.equal((await transactionStore(database).find(row.id))?.status, 'Successful')
})

test('while another process has the write lock of SQLite, a commit waits for it, and everything else goes on', async (context) => {
  const url = await newDatabaseUrl('sqlite', (work) => context.after(work), 'migrated')
  const [database, other] = [openDatabase(url), openDatabase(url)]
  context.after(() => Promise.all([database.close(), other.close()]))
  assert.ok(other.engine === 'sqlite')
  const [record, store] = [recorder(database), transactionStore(database)]
  const [first, second] = [begun(), begun()]
  other.sqlite.exec('begin immediate')
  const recorded: string[] = []
  const recording = [first, second].map((row) => record.begin(row).then(() => recorded.push(row.id)))
  // With SQLite's own wait, the first of these turns would take as long as the lock is held.
  for (let turn = 0; turn < 20; turn++) await nextTurn()
  assert.equal(await store.find(first.id), undefined)
  assert.deepEqual(recorded, [])
  other.sqlite.exec('commit')
  await Promise.all(recording)
  assert.deepEqual(recorded, [first.id, second.id])
  assert.equal((await store.find(second.id))?.status, 'Processing')
})
