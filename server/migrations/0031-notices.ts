import type { Migrations } from '../src/platform/database/migrate.ts'

/** The notices to people, each until it is delivered and for a time after. `content` is sealed: it may hold a password link. */
export const notices: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('notices')
      .addColumn('id', 'text', (column) => column.primaryKey())
      // What the notice is about: the same notice is never stored twice.
      .addColumn('key', 'text', (column) => column.notNull().unique())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('method', 'text', (column) => column.notNull())
      .addColumn('recipient', 'text', (column) => column.notNull())
      .addColumn('subject', 'text', (column) => column.notNull())
      .addColumn('content', 'text')
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('attempts', 'integer', (column) => column.notNull())
      // Of the attempts since a person sent it again.
      .addColumn('round', 'integer', (column) => column.notNull())
      .addColumn('next_at', 'bigint', (column) => column.notNull())
      .addColumn('sent_at', 'bigint')
      .addColumn('error', 'text')
      .addColumn('holder', 'text')
      .execute()
    await db.schema.createIndex('notices_due').on('notices').columns(['state', 'next_at']).execute()
  },
})
