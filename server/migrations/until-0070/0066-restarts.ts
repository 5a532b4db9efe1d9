import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the restarts of all nodes that people asked for. */
export const restarts: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('restarts')
      .addColumn('number', 'bigint', (column) => column.primaryKey())
      // By the clock of the store.
      .addColumn('asked', 'bigint', (column) => column.notNull())
      .execute()
  },
})
