import type { Migrations } from '../src/platform/database/migrate.ts'

/** The history of the configuration: who changed what. `images` is sealed: it holds the rows before and after, with their verifiers. */
export const history: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('history')
      .addColumn('id', 'text', (column) => column.primaryKey())
      // Entries of one change have the same.
      .addColumn('change', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('object', 'text', (column) => column.notNull())
      .addColumn('object_id', 'text', (column) => column.notNull())
      .addColumn('resource', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('action', 'text', (column) => column.notNull())
      .addColumn('by_id', 'text')
      .addColumn('by_name', 'text')
      .addColumn('address', 'text')
      .addColumn('images', 'text')
      .addColumn('undo_of', 'text')
      .execute()
    const indexes = {
      object: ['object', 'object_id', 'id'],
      change: ['change'],
      by: ['by_id', 'id'],
      undo: ['undo_of'],
    }
    for (const [name, columns] of Object.entries(indexes))
      await db.schema.createIndex(`history_${name}`).on('history').columns(columns).execute()
  },
})
