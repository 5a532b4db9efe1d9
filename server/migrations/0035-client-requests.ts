import type { Migrations } from '../src/platform/database/migrate.ts'

/** Adds the requests of each client to each channel, by day. The row without a channel holds the day on which counting began. */
export const clientRequests: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('client_requests')
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('client', 'text', (column) => column.notNull())
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('requests', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('client_requests_key', ['channel', 'client', 'day'])
      .execute()
    const beginning = { channel: '', client: '', day: Math.floor(Date.now() / 86_400_000), requests: 0 }
    await db
      .withTables<{ client_requests: typeof beginning }>()
      .insertInto('client_requests')
      .values(beginning)
      .execute()
  },
})
