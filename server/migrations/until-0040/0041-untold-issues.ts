import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds the flag of issues that people have not been told about yet. They are not told about those that exist already. */
export const untoldIssues: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .alterTable('issues')
      .addColumn('untold', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
  },
})
