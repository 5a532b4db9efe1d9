import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { newDatabaseUrl, onBothEngines } from '../../testing/stores.ts'
import { openDatabase } from './database.ts'
import { type Migrations, migrate, pendingMigrations } from './migrate.ts'

/** Makes two tables; `between` runs after the first. */
const twoTables = (between: () => void): Migrations => ({
  '9001-two-tables': () => ({
    up: async (db) => {
      await sql`create table one_of_two (id integer)`.execute(db)
      between()
      await sql`create table two_of_two (id integer)`.execute(db)
    },
  }),
})

onBothEngines(
  'a migration that ends in the middle leaves the store as it was, and the next start does it',
  async (database) => {
    const listTables = async () =>
      (await database.kysely.introspection.getTables()).map(({ name }) => name).filter((name) => /_of_two$/.test(name))
    const ended = twoTables(() => {
      throw new Error('the power is gone')
    })
    await assert.rejects(migrate(database, ended), /the power is gone/)
    assert.deepEqual(await listTables(), [])
    assert.deepEqual(await pendingMigrations(database, ended), ['9001-two-tables'])
    await migrate(
      database,
      twoTables(() => undefined),
    )
    assert.deepEqual((await listTables()).sort(), ['one_of_two', 'two_of_two'])
  },
)

test('a migration that waits for another node, which waits for the migration, is done again', async (t) => {
  const url = await newDatabaseUrl('postgres', (work) => t.after(work), 'migrated')
  const [database, other] = [openDatabase(url), openDatabase(url)]
  t.after(() => Promise.all([database.close(), other.close()]))
  await sql`create table held_first (id integer)`.execute(database.kysely)
  await sql`create table held_then (id integer)`.execute(database.kysely)
  const [holds, ended] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const asked = Promise.withResolvers<void>()
  void other.kysely
    .transaction()
    .execute(async (trx) => {
      // PostgreSQL ends the transaction that looks first.
      await sql`set local deadlock_timeout = '100s'`.execute(trx)
      await sql`lock table held_then`.execute(trx)
      holds.resolve()
      await asked.promise
      await sql`lock table held_first`.execute(trx)
    })
    .then(ended.resolve, ended.reject)
  await holds.promise
  let attempts = 0
  await migrate(database, {
    '9002-both': () => ({
      up: async (db) => {
        attempts++
        await sql`alter table held_first add column added integer`.execute(db)
        asked.resolve()
        await sql`alter table held_then add column added integer`.execute(db)
      },
    }),
  })
  await ended.promise
  assert.equal(attempts, 2)
})

test('a migration that would make others wait behind a reader gives way, and is done again', async (t) => {
  const url = await newDatabaseUrl('postgres', (work) => t.after(work), 'migrated')
  const [database, other] = [openDatabase(url), openDatabase(url)]
  t.after(() => Promise.all([database.close(), other.close()]))
  await sql`create table read_for_long (id integer)`.execute(database.kysely)
  const [reads, ends] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const reading = other.kysely.transaction().execute(async (trx) => {
    await sql`select from read_for_long`.execute(trx)
    reads.resolve()
    await ends.promise
  })
  await reads.promise
  let attempts = 0
  await migrate(database, {
    '9003-read-for-long': () => ({
      up: async (db) => {
        if (++attempts === 2) {
          ends.resolve()
          await reading
        }
        await sql`set local lock_timeout = '50ms'`.execute(db)
        await sql`alter table read_for_long add column added integer`.execute(db)
      },
    }),
  })
  assert.equal(attempts, 2)
})
