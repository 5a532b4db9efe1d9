import type { Migrations } from '../src/platform/database/migrate.ts'

/** The history of a channel names the user who changed it by id. */
export const channelEditors: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('channel_audits').addColumn('by_id', 'text').execute()
  },
})
