import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds how people read the console, and their second factors. */
export const people: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('user_preferences')
      .addColumn('user_id', 'text', (column) => column.primaryKey())
      .addColumn('preferences', 'text', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('second_factors')
      .addColumn('user_id', 'text', (column) => column.primaryKey())
      .addColumn('secret', 'text', (column) => column.notNull())
      .addColumn('begun', 'bigint', (column) => column.notNull())
      .addColumn('confirmed', 'bigint')
      .addColumn('last_step', 'bigint', (column) => column.notNull())
      .addColumn('recovery', 'text', (column) => column.notNull())
      .addColumn('failures', 'integer', (column) => column.notNull())
      .addColumn('failing_since', 'bigint', (column) => column.notNull())
      .execute()
  },
})
