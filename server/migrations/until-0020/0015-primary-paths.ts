import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/**
 * Paths of primary calls stand apart from those that mediators report. What has been summarised otherwise is summarised anew; meanwhile
 * it is looked at itself.
 */
export const primaryPaths: Migrations[string] = () => ({
  async up(db) {
    await sql`delete from search_postings`.execute(db)
    await sql`delete from search_blocks`.execute(db)
  },
})
