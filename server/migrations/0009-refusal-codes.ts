import type { Migration } from 'kysely/migration'

/** Why a request was refused, as a word. Those of before have none. */
export const refusalCodes = (): Migration => ({
  async up(db) {
    await db.schema.alterTable('refusals').addColumn('code', 'text').execute()
  },
})
