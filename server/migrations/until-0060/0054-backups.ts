import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the record of backups. */
export const backups: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('backups')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('made', 'bigint', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema.createIndex('backups_made').on('backups').column('made').execute()
  },
})
