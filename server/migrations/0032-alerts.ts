import type { Migrations } from '../src/platform/database/migrate.ts'

/** Adds the position of the alerts in the record, and the state of each alert. */
export const alerts: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('alert_progress')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('after', 'text', (column) => column.notNull())
      // Transactions before `after` that had not ended.
      .addColumn('unfinished', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createTable('alert_states')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('state', 'text', (column) => column.notNull())
      .execute()
  },
})
