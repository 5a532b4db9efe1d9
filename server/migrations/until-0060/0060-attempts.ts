import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the attempts to sign in and the wrong passwords of clients, which all nodes count together. Times are by the clock of the store. */
export const attempts: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('attempts')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('failures', 'integer', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('proved', 'bigint')
      .execute()
    await db.schema
      .createTable('password_guesses')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('due', 'bigint', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .addColumn('proved', 'bigint')
      .execute()
  },
})
