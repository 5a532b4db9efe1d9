import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Columns get the names that the code uses. */
export const recordTerms: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('transactions').renameColumn('goes_on', 'status_owner').execute()
    await db.schema.alterTable('transactions').renameColumn('cut', 'truncated').execute()
    await db.schema.alterTable('workers').renameColumn('maker', 'process_id').execute()
  },
})
