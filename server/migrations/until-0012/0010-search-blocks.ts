import { type Kysely, sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/**
 * What every recorded request paid for, once in each index; and by which PostgreSQL had to write every index again when
 * an outcome was recorded. Only the order of ids is left.
 */
const indexes = [
  'transactions_channel',
  'transactions_client',
  'transactions_status',
  'transactions_response_status',
  'transactions_error',
  'transactions_cannot_rerun',
  'transactions_method',
  'transactions_goes_on',
]

/** Transactions that follow each other are summarised in blocks, after they have been recorded: `transactions/block-*.ts`. */
export const searchBlocks: Migrations[string] = (engine) => {
  const bytes = sql.raw(engine === 'postgres' ? 'bytea' : 'blob')
  const end = sql.raw(engine === 'sqlite' ? 'without rowid' : '')

  const tables = async (db: Kysely<unknown>) => {
    await db.schema
      .createTable('search_blocks')
      // It is about all transactions after the block before it, up to this one.
      .addColumn('last', 'text', (column) => column.primaryKey())
      .addColumn('first', 'text', (column) => column.notNull())
      .addColumn('size', 'integer', (column) => column.notNull())
      .addColumn('open', 'integer', (column) => column.notNull())
      .addColumn('changes', 'integer', (column) => column.notNull())
      .addColumn('ids', bytes, (column) => column.notNull())
      .execute()
    await sql`create index search_blocks_changed on search_blocks (last) where changes > 0`.execute(db)
    await sql`create index search_blocks_open on search_blocks (last) where open > 0`.execute(db)
    await db.schema
      .createTable('search_postings')
      .addColumn('block', 'text', (column) => column.notNull())
      .addColumn('facet', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('places', bytes, (column) => column.notNull())
      .addPrimaryKeyConstraint('search_postings_key', ['block', 'facet', 'value'])
      .modifyEnd(end)
      .execute()
    // Few blocks have more values of a facet than are noted: they are found without asking all.
    await sql`create index search_postings_other on search_postings (facet, block) where value = '*'`.execute(db)
  }

  return {
    async up(db) {
      for (const index of indexes) await db.schema.dropIndex(index).execute()
      await tables(db)
      if (engine !== 'postgres') return
      // Ids of transactions do not compress.
      await sql`alter table search_blocks alter column ids set storage external`.execute(db)
      // An outcome is written beside what it replaces: no index has to know of it.
      await sql`alter table transactions set (fillfactor = 70)`.execute(db)
    },
  }
}
