import type { Migrations } from '../src/platform/database/migrate.ts'

/** Adds the use under limits, and the limits of credentials. Those of clients and channels stand in their documents. */
export const limits: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('limit_use')
      .addColumn('subject', 'text', (column) => column.primaryKey())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .addColumn('usage', 'text', (column) => column.notNull())
      .execute()
    await db.schema.alterTable('credentials').addColumn('limits', 'text').execute()
  },
})
