import type { Kysely } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'

/** Adds how the response times of each count are spread, from which percentiles are told. Earlier counts have none. */
export const responseTimes: Migrations[string] = () => ({
  async up(db: Kysely<unknown>) {
    await db.schema.alterTable('metrics').addColumn('times', 'text').execute()
  },
})
