import type { Migrations } from '../src/platform/database/migrate.ts'

/** Which bodies of a transaction are not kept whole, because they are larger than their channel keeps: 1 request, 2 response. */
export const cutBodies: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('transactions').addColumn('cut', 'integer').execute()
  },
})
