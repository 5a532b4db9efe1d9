import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { newDatabaseUrl } from '../../../testing/stores.ts'
import { openDatabase } from '../database.ts'
import { waitForWriteLock } from './write-lock.ts'

test('while another process has the write lock, statements and transactions wait for it, and everything else goes on', async (context) => {
  const url = await newDatabaseUrl('sqlite', (work) => context.after(work), 'migrated')
  const [database, other] = [openDatabase(url), openDatabase(url)]
  context.after(() => Promise.all([database.close(), other.close()]))
  assert.ok(other.engine === 'sqlite' && database.engine === 'sqlite')
  await sql`create table written (id integer primary key)`.execute(database.kysely)
  other.sqlite.exec('begin immediate')
  const written: string[] = []
  const insert = sql`insert into written (id) values (1)`.execute(database.kysely).then(() => written.push('alone'))
  const transaction = database.kysely
    .transaction()
    .execute((trx) => sql`insert into written (id) values (2)`.execute(trx))
    .then(() => written.push('in a transaction'))
  // With SQLite's own wait, the first of these turns would take as long as the lock is held.
  for (let turn = 0; turn < 20; turn++) await nextTurn()
  assert.deepEqual(written, [])
  other.sqlite.exec('commit')
  await Promise.all([insert, transaction])
  assert.deepEqual(written, ['alone', 'in a transaction'])
  assert.equal(
    database.sqlite.prepare('pragma busy_timeout').get()?.timeout,
    10_000,
    'what is not asked here waits as before',
  )
})

test('who does not get the write lock in time fails, and so does who fails for another reason', async () => {
  const failWith = (errcode: number) => {
    throw Object.assign(new Error('SQLite'), { errcode })
  }
  const [busy, busyWithRecovery, full] = [5, 261, 13]
  await assert.rejects(
    waitForWriteLock(() => failWith(busy), 0),
    { errcode: busy },
  )
  await assert.rejects(
    waitForWriteLock(() => failWith(full)),
    { errcode: full },
  )
  const results = [busyWithRecovery, busy]
  await waitForWriteLock(() => {
    const code = results.pop()
    if (code !== undefined) failWith(code)
  })
  assert.deepEqual(results, [], 'it is tried until no process has the lock')
})
