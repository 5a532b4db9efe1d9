import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the flags of truncated bodies, which are larger than their channel stores: 1 request, 2 response. */
export const cutBodies: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('transactions').addColumn('cut', 'integer').execute()
  },
})
