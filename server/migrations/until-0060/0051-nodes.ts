import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the nodes on this store, and what each worker serves with. */
export const nodes: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('nodes')
      .addColumn('id', 'text', (column) => column.primaryKey())
      // By the clock of the store.
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('seen', 'bigint', (column) => column.notNull())
      // A JSON document: what the node says about itself.
      .addColumn('facts', 'text', (column) => column.notNull())
      .execute()
    // The number of the configuration that the worker obeys, and the fingerprint of the certificate that it shows.
    await db.schema.alterTable('workers').addColumn('seq', 'bigint').execute()
    await db.schema.alterTable('workers').addColumn('certificate', 'text').execute()
  },
})
