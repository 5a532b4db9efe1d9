import type { Migrations } from '../src/platform/database/migrate.ts'

/** The documents of an OpenHIM database that were imported: a digest of each, and the id of the stored document. */
export const openhimImport: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('openhim_import')
      .addColumn('collection', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('stored', 'text')
      .addPrimaryKeyConstraint('openhim_import_key', ['collection', 'id'])
      .execute()
  },
})
