import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/**
 * Indexes of what is rare only: a request that ends as most do pays for none of them. What is common is found soon by
 * looking at the newest. `transactions/search-plan.ts` repeats their conditions, for an index is used only then.
 */
const indexes = [
  'transactions_response_status on transactions (response_status, id) where response_status not in (200, 201)',
  'transactions_error on transactions (id) where error is not null',
  'transactions_cannot_rerun on transactions (id) where can_rerun = 0',
  "transactions_method on transactions (method, id) where method not in ('GET', 'POST')",
]

export const search: Migrations[string] = (engine) => ({
  async up(db) {
    for (const index of indexes) await sql`create index ${sql.raw(index)}`.execute(db)

    await db.schema
      .createTable('search_keys')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('transaction_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('search_keys_key', ['name', 'value', 'transaction_id'])
      .modifyEnd(sql.raw(engine === 'sqlite' ? 'without rowid' : ''))
      .execute()
    await db.schema.createIndex('search_keys_transaction').on('search_keys').column('transaction_id').execute()

    await db.schema
      .createTable('search_progress')
      .addColumn('channel', 'text', (column) => column.primaryKey())
      .addColumn('indexed', 'text', (column) => column.notNull())
      .execute()
  },
})
