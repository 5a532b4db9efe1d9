import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds shadow mode: the mark of transactions that were forwarded nowhere, and what was decided about each mirrored request. */
export const shadow: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('transactions').addColumn('shadow', 'integer').execute()
    await db.schema
      .createTable('shadow_requests')
      // The id of the transaction, when the request was accepted.
      .addColumn('id', 'text', (column) => column.primaryKey())
      // The id that the proxy gave the request and its copy.
      .addColumn('request_id', 'text')
      .addColumn('accepted', 'integer', (column) => column.notNull())
      // The ids of the channel and of the client of an accepted request.
      .addColumn('channel', 'text')
      .addColumn('client', 'text')
      // The refusal of another one.
      .addColumn('status', 'integer')
      .addColumn('stage', 'text')
      .addColumn('code', 'text')
      .execute()
  },
})
