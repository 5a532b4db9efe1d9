import type { Kysely } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the removals of retention: a row for each day, channel and kind. */
export const removals: Migrations[string] = () => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('removals')
      .addColumn('day', 'text', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('what', 'text', (column) => column.notNull())
      .addColumn('transactions', 'bigint', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('removals_key', ['day', 'channel', 'what'])
      .execute()
  },
})
