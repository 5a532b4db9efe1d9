import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the keys of sealed bodies that every node must destroy, in the order in which that was asked for. */
export const forgottenKeys: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('forgotten_keys')
      .addColumn('number', 'integer', (column) => column.primaryKey())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('month', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute()
  },
})
