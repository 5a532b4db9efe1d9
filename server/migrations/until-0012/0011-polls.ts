import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the last poll of each polling channel, so that only one of several processes polls it. */
export const polls: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('polls')
      .addColumn('channel', 'text', (column) => column.primaryKey())
      // The moment of the schedule that was taken last.
      .addColumn('due', 'bigint', (column) => column.notNull())
      .addColumn('last_run', 'bigint')
      .addColumn('busy_until', 'bigint', (column) => column.notNull())
      .execute()
  },
})
