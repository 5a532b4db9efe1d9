import type { Migrations } from '../src/platform/database/migrate.ts'

/** When each polling channel was last polled, so that of several processes one does it. */
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
