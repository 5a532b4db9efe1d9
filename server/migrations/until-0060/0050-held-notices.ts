import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds if a notice was let go after it was held back for its recipient. */
export const heldNotices: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .alterTable('notices')
      .addColumn('released', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
})
