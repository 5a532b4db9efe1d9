import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the configuration as it was when a plan was applied last, sealed. */
export const appliedConfiguration: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('applied_configuration')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('by', 'text', (column) => column.notNull())
      .addColumn('content', 'text', (column) => column.notNull())
      .execute()
  },
})
