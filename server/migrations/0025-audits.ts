import { type Kysely, sql } from 'kysely'
import type { Migrations } from '../src/platform/database/migrate.ts'

/** The audit log: the entries, the values by which they are found, and the values that a filter offers. */
export const audits: Migrations[string] = () => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('audits')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('event_at', 'bigint', (column) => column.notNull())
      .addColumn('document', 'text', (column) => column.notNull())
      .addColumn('raw_message', 'text')
      .addColumn('unreadable', 'text')
      .addColumn('unsent', 'integer')
      .execute()
    await db.schema.createIndex('audits_event').on('audits').columns(['event_at', 'id']).execute()
    await sql`create index audits_unsent on audits (id) where unsent = 1`.execute(db)
    await db.schema
      .createTable('audit_terms')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('event_at', 'bigint', (column) => column.notNull())
      .addColumn('audit_id', 'text', (column) => column.notNull().references('audits.id').onDelete('cascade'))
      .addPrimaryKeyConstraint('audit_terms_key', ['name', 'value', 'event_at', 'audit_id'])
      .execute()
    await db.schema.createIndex('audit_terms_audit').on('audit_terms').column('audit_id').execute()
    await db.schema
      .createTable('audit_options')
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('code', 'text', (column) => column.notNull())
      .addColumn('code_system', 'text', (column) => column.notNull())
      .addColumn('display_name', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('audit_options_key', ['kind', 'code', 'code_system', 'display_name'])
      .execute()
  },
})
