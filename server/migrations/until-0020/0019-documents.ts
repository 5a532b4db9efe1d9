import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Documents of the configuration that nothing but the management API reads, by kind: contact groups, visualizers, apps. */
export const documents: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('documents')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('definition', 'text', (column) => column.notNull())
      .addUniqueConstraint('documents_kind_name', ['kind', 'name'])
      .execute()
  },
})
