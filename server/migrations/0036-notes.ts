import type { Migrations } from '../src/platform/database/migrate.ts'

/** Adds notes: what people write down about clients, channels, transactions and refusals. */
export const notes: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('notes')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('object', 'text', (column) => column.notNull())
      .addColumn('object_id', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('by_id', 'text', (column) => column.notNull())
      .addColumn('by_name', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('notes_object').on('notes').columns(['object', 'object_id', 'id']).execute()
  },
})
