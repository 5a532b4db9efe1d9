import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the hours in which clients have sent, and the silences that were found. Hours are counted from 1970. */
export const silence: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('client_hours')
      // An hour without a client is one in which a gateway served.
      .addColumn('client', 'text', (column) => column.notNull())
      .addColumn('hour', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('client_hours_key', ['client', 'hour'])
      .execute()
    await db.schema
      .createTable('silences')
      .addColumn('client', 'text', (column) => column.notNull())
      // The hour of the last request before it.
      .addColumn('since', 'integer', (column) => column.notNull())
      .addColumn('found_at', 'bigint', (column) => column.notNull())
      // The hour of the first request after it.
      .addColumn('until', 'integer')
      .addPrimaryKeyConstraint('silences_key', ['client', 'since'])
      .execute()
  },
})
