import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds one table for the positions of everything that follows the record, and moves the position of the alerts to it. */
export const progress: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('progress')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('after', 'text', (column) => column.notNull())
      // What stands before `after` and had not ended.
      .addColumn('unfinished', 'text', (column) => column.notNull())
      .addColumn('version', 'bigint', (column) => column.notNull())
      .execute()
    await sql`insert into progress (name, after, unfinished, version)
      select 'alerts', after, unfinished, version from alert_progress`.execute(db)
    await db.schema.dropTable('alert_progress').execute()
  },
})
