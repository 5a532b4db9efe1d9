import { type Kysely, sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Bodies leave the rows of their transactions; what is kept of who read them; who does the work that one node does. */
export const bodies: Migrations[string] = (engine) => ({
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('body_chunks').addColumn('key', 'text').execute()
    for (const part of ['request', 'response']) {
      const column = sql.ref(`${part}_body`)
      await sql`insert into body_chunks (transaction_id, part, n, bytes)
        select id, ${sql.lit(part)}, 0, ${column} from transactions where length(${column}) > 0`.execute(db)
      await db.schema.alterTable('transactions').dropColumn(`${part}_body`).execute()
    }
    // Bodies are often compressed already, or sealed: trying to compress them costs more than it saves.
    if (engine === 'postgres') await sql`alter table body_chunks alter column bytes set storage external`.execute(db)

    await db.schema
      .createTable('body_views')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('transaction_id', 'text', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('part', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('by', 'text', (column) => column.notNull())
      .addColumn('reason', 'text')
      .execute()
    await db.schema.createIndex('body_views_transaction').on('body_views').columns(['transaction_id', 'id']).execute()

    await db.schema
      .createTable('claims')
      .addColumn('work', 'text', (column) => column.primaryKey())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .execute()
  },
})
