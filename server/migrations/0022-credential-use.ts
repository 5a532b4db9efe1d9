import type { Migrations } from '../src/platform/database/migrate.ts'

/** A transaction names the credential that was used. The last use of each credential is kept. */
export const credentialUse: Migrations[string] = () => ({
  async up(db) {
    await db.schema.alterTable('transactions').addColumn('credential', 'text').execute()
    await db.schema
      .createTable('credential_use')
      .addColumn('credential', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('address', 'text', (column) => column.notNull())
      .execute()
  },
})
