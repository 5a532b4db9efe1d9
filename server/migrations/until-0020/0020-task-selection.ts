import type { Migrations } from '../../src/platform/database/migrate.ts'

/** A task's pending selection gets the name that the code uses. */
export const taskSelection: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('tasks').renameColumn('gather', 'selection').execute()
  },
})
