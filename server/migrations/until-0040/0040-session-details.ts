import type { Migrations } from '../../src/platform/database/migrate.ts'

/** A session says from where it was opened, when it was last used, and with whose rights its user looks at the console. */
export const sessionDetails: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('sessions').addColumn('last_used', 'bigint').execute()
    await db.schema.alterTable('sessions').addColumn('address', 'text').execute()
    await db.schema.alterTable('sessions').addColumn('agent', 'text').execute()
    await db.schema.alterTable('sessions').addColumn('viewing', 'text').execute()
  },
})
