import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the calls of secondary routes and mediators, and the flag for work that a mediator continues after its answer. */
export const calls: Migrations[string] = () => ({
  async up(db) {
    for (const name of ['properties', 'error_stack', 'trailers'])
      await db.schema.alterTable('transactions').addColumn(name, 'text').execute()
    await db.schema.alterTable('transactions').addColumn('goes_on', 'integer').execute()

    await db.schema
      .createTable('calls')
      .addColumn('transaction_id', 'text', (column) => column.notNull())
      // r000 is the first secondary route, o000 the first reported call, r000.o000 the first reported by that route.
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('status', 'integer')
      .addColumn('definition', 'text', (column) => column.notNull())
      .addColumn('request_body', 'text')
      .addColumn('response_body', 'text')
      .addPrimaryKeyConstraint('calls_key', ['transaction_id', 'key'])
      .execute()
    await db.schema
      .createIndex('transactions_goes_on')
      .on('transactions')
      .column('id')
      .where(sql`goes_on`, '=', 1)
      .execute()
  },
})
