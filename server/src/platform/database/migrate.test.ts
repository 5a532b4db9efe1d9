import assert from 'node:assert/strict'
import { sql } from 'kysely'
import { onBothEngines } from '../../testing/stores.ts'
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
