import assert from 'node:assert/strict'
import { copyFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { newDatabaseUrl } from '../../testing/stores.ts'
import { type Database, openDatabase } from './database.ts'
import { migrate } from './migrate.ts'

const readSetting = async (database: Database) => {
  if (database.engine === 'sqlite') return database.sqlite.prepare('pragma synchronous').get()?.synchronous
  const { rows } = await database.postgres.query(`select current_setting('synchronous_commit') as setting`)
  return rows[0]?.setting
}

const off = (url: string) => `${url}?options=-c%20synchronous_commit%3Doff`

test('durability decides whether a commit waits for the disk (sqlite)', async (context) => {
  const url = await newDatabaseUrl('sqlite', (cleanUp) => context.after(cleanUp))
  for (const [durability, synchronous] of [
    ['normal', 1],
    ['full', 2],
  ] as const) {
    const database = openDatabase(url, durability)
    assert.equal(await readSetting(database), synchronous)
    await database.close()
  }
})

test('full durability overrules a server that answers before a commit is on disk (postgres)', async (context) => {
  const url = off(await newDatabaseUrl('postgres', (cleanUp) => context.after(cleanUp)))
  for (const [durability, synchronous] of [
    ['normal', 'off'],
    ['full', 'on'],
  ] as const) {
    const database = openDatabase(url, durability)
    assert.equal(await readSetting(database), synchronous)
    await database.close()
  }
})

test('a migration outlives a loss of power that takes the write-ahead log (sqlite)', async (context) => {
  const url = await newDatabaseUrl('sqlite', (cleanUp) => context.after(cleanUp))
  const database = openDatabase(url, 'normal')
  context.after(() => database.close())
  await migrate(database, {
    '0001': () => ({ up: (db) => db.schema.createTable('kept').addColumn('id', 'integer').execute() }),
  })
  copyFileSync(url, `${url}-after-power`)
  const left = new DatabaseSync(`${url}-after-power`)
  context.after(() => left.close())
  assert.deepEqual(left.prepare('select id from kept').all(), [])
})

test('a query that is asked again shows a column that its table has got since (sqlite)', async (context) => {
  const database = openDatabase(':memory:')
  context.after(() => database.close())
  assert.ok(database.engine === 'sqlite')
  database.sqlite.exec('create table visits (id integer); insert into visits values (1), (2)')
  const visits = database.kysely.withTables<{ visits: { id: number } }>().selectFrom('visits').selectAll()
  const read = async () => (await visits.execute()).map((row) => ({ ...row }))
  assert.deepEqual(await read(), [{ id: 1 }, { id: 2 }])
  database.sqlite.exec("alter table visits add column name text default 'clinic'")
  assert.deepEqual(await read(), [
    { id: 1, name: 'clinic' },
    { id: 2, name: 'clinic' },
  ])
})
