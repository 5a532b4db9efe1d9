import type { Migration } from 'kysely/migration'

/** Adds the reason code of a refusal. Earlier refusals have none. */
export const refusalCodes = (): Migration => ({
  async up(db) {
    await db.schema.alterTable('refusals').addColumn('code', 'text').execute()
  },
})
