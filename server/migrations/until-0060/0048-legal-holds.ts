import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the legal holds, and the transactions of cases that they keep. */
export const legalHolds: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('legal_holds')
      .addColumn('id', 'text', (column) => column.primaryKey())
      // The patient whose transactions are held; absent for a case.
      .addColumn('patient', 'text')
      // The filters by which the transactions of a case were chosen: JSON.
      .addColumn('filters', 'text')
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('placed_by', 'text', (column) => column.notNull())
      .addColumn('placed_at', 'bigint', (column) => column.notNull())
      .addColumn('released_by', 'text')
      .addColumn('released_at', 'bigint')
      .addColumn('release_reason', 'text')
      .execute()
    await db.schema
      .createTable('held_transactions')
      .addColumn('transaction_id', 'text', (column) => column.notNull())
      .addColumn('hold', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('held_transactions_key', ['transaction_id', 'hold'])
      .execute()
    await db.schema.createIndex('held_transactions_hold').on('held_transactions').column('hold').execute()
  },
})
