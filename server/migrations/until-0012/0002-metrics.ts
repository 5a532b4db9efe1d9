import type { Kysely } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the metrics by time and channel, and the last use of each client. */
export const metrics: Migrations[string] = () => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('metrics')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('start', 'bigint', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('requests', 'bigint', (column) => column.notNull())
      .addColumn('total_time', 'bigint', (column) => column.notNull())
      .addColumn('min_time', 'bigint', (column) => column.notNull())
      .addColumn('max_time', 'bigint', (column) => column.notNull())
      .addColumn('failed', 'bigint', (column) => column.notNull())
      .addColumn('successful', 'bigint', (column) => column.notNull())
      .addColumn('processing', 'bigint', (column) => column.notNull())
      .addColumn('completed', 'bigint', (column) => column.notNull())
      .addColumn('completed_with_errors', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('metrics_key', ['kind', 'start', 'channel'])
      .execute()

    await db.schema
      .createTable('client_use')
      .addColumn('client', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('mechanism', 'text', (column) => column.notNull())
      .execute()
  },
})
