import type { Migrations } from '../src/platform/database/migrate.ts'

/** A user can ask for a password link; the administrators see since when. */
export const passwordLinkRequests: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('users').addColumn('link_requested_at', 'bigint').execute()
  },
})
