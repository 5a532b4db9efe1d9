import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds whose turn a notice is, and who acknowledged it. `turn`: minutes after the beginning; null when nobody is on call. */
export const onCall: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('notices').addColumn('incident', 'text').execute()
    await db.schema.alterTable('notices').addColumn('turn', 'integer').execute()
    await db.schema.alterTable('notices').addColumn('acknowledged_by', 'text').execute()
    await db.schema.alterTable('notices').addColumn('acknowledged_at', 'bigint').execute()
    await db.schema.createIndex('notices_incident').on('notices').column('incident').execute()
  },
})
