import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds what is known of bodies that stand in objects of a bucket. Only PostgreSQL moves bodies there; on SQLite the tables stay empty. */
export const coldBodies: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('cold_ranges')
      .addColumn('first', 'text', (column) => column.notNull())
      .addColumn('before', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('cold_ranges_key', ['first', 'before'])
      .execute()
    await db.schema
      .createTable('cold_objects')
      .addColumn('object', 'text', (column) => column.primaryKey())
      // The range of the partition.
      .addColumn('first', 'text', (column) => column.notNull())
      .addColumn('before', 'text', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('least', 'text', (column) => column.notNull())
      .addColumn('greatest', 'text', (column) => column.notNull())
      .addColumn('transactions', 'integer', (column) => column.notNull())
      .addColumn('chunks', 'integer', (column) => column.notNull())
      .addColumn('body_bytes', 'bigint', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .execute()
    await db.schema
      .createIndex('cold_objects_place')
      .on('cold_objects')
      .columns(['channel', 'greatest', 'least'])
      .execute()
    await db.schema.createIndex('cold_objects_range').on('cold_objects').columns(['first', 'before']).execute()
    await db.schema
      .createTable('cold_removals')
      .addColumn('transaction_id', 'text', (column) => column.notNull())
      // Empty: all of them.
      .addColumn('part', 'text', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('cold_removals_key', ['transaction_id', 'part'])
      .execute()
    // Objects of the bucket that belong to nothing: not yet, or not any more.
    await db.schema
      .createTable('cold_uploads')
      .addColumn('object', 'text', (column) => column.primaryKey())
      .addColumn('state', 'text', (column) => column.notNull())
      .execute()
  },
})
