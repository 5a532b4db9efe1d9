import { sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'
import { leastIdAt } from '../../src/platform/ids.ts'

const keptDays = 400
const dayLength = 86_400_000

/** Adds the requests that used each credential, by channel and day, and counts those in the record. */
export const credentialRequests: Migrations[string] = () => ({
  async up(db) {
    await db.schema
      .createTable('credential_requests')
      .addColumn('credential', 'text', (column) => column.notNull())
      .addColumn('day', 'integer', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('requests', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('credential_requests_key', ['credential', 'day', 'channel'])
      .execute()
    const since = leastIdAt(Date.now() - keptDays * dayLength)
    const day = sql`requested_at / ${sql.lit(dayLength)}`
    await sql`insert into credential_requests (credential, day, channel, requests)
      select credential, ${day}, channel, count(*) from transactions
      where id >= ${since} and credential is not null group by credential, ${day}, channel`.execute(db)
  },
})
