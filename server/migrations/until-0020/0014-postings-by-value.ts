import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/**
 * A value is found without asking every block whether it has it: what is rare, or in no transaction at all, costs what it finds.
 * Places stand in the index too, so that it alone is read.
 */
export const postingsByValue: Migrations[string] = (engine) => ({
  async up(db) {
    await db.schema.dropIndex('search_postings_other').execute()
    const columns = sql.raw(
      engine === 'postgres' ? '(facet, value, block) include (places)' : '(facet, value, block, places)',
    )
    await sql`create index search_postings_by_value on search_postings ${columns}`.execute(db)
  },
})
