import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the issues, and their members. */
export const issues: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('issues')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('channel', 'text')
      .addColumn('channel_name', 'text')
      .addColumn('route', 'text')
      .addColumn('stage', 'text', (column) => column.notNull())
      .addColumn('status_class', 'text')
      .addColumn('code', 'text')
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('first_seen', 'bigint', (column) => column.notNull())
      .addColumn('last_seen', 'bigint', (column) => column.notNull())
      .addColumn('count', 'bigint', (column) => column.notNull())
      // How often each client was affected: JSON, with a limit.
      .addColumn('clients', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .addColumn('owner', 'text')
      .addColumn('note', 'text')
      .addColumn('resolved_at', 'bigint')
      .addColumn('resolved_by', 'text')
      .addColumn('reopened', 'integer', (column) => column.notNull())
      .addColumn('reopened_at', 'bigint')
      .execute()
    await db.schema.createIndex('issues_last_seen').on('issues').columns(['last_seen', 'id']).execute()
    await db.schema
      .createTable('issue_members')
      .addColumn('issue', 'text', (column) => column.notNull())
      // A transaction that is no rerun, or a refusal.
      .addColumn('member', 'text', (column) => column.notNull())
      .addColumn('healed_at', 'bigint')
      .addPrimaryKeyConstraint('issue_members_key', ['issue', 'member'])
      .execute()
    await db.schema.createIndex('issue_members_member').on('issue_members').column('member').execute()
  },
})
