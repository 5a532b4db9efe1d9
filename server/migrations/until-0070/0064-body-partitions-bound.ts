import { type Kysely, sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'
import { leastIdAt, readTime } from '../../src/platform/ids.ts'

const day = 86_400_000
// So much is read while others wait for a few dozen milliseconds at most. More than that is read beforehand.
const smallTable = 16 * 1024 * 1024

/**
 * A promise about the rows of a large table, which 0065 makes true, so that 0067 has nothing to read while others wait. It must never come due: a store
 * whose migration ended here is served by the former version for as long as somebody wants.
 */
const promisedDays = 30

/** Adds the ranges whose bodies were dropped, and prepares the table of bodies of PostgreSQL for partitions. */
export const bodyPartitionsBound: Migrations[string] = (engine) => ({
  async up(db: Kysely<unknown>) {
    await db.schema
      .createTable('dropped_bodies')
      // Ids of transactions: from the first on, and below the other.
      .addColumn('first', 'text', (column) => column.primaryKey())
      .addColumn('before', 'text', (column) => column.notNull())
      .execute()
    if (engine === 'sqlite') return
    const { rows } = await sql<{
      bytes: number
      newest: string | null
    }>`select pg_relation_size('body_chunks') as bytes,
      (select max(transaction_id) from body_chunks) as newest`.execute(db)
    const [{ bytes, newest } = { bytes: 0, newest: null }] = rows
    if (Number(bytes) <= smallTable) return
    const from = Math.max(Date.now(), newest === null ? 0 : readTime(newest))
    const bound = leastIdAt(Math.ceil(from / day + promisedDays) * day)
    if (newest !== null && newest >= bound) return
    await sql`set local lock_timeout = '2s'`.execute(db)
    await sql`alter table body_chunks add constraint body_chunks_bound check (transaction_id < ${sql.lit(bound)}) not valid`.execute(
      db,
    )
  },
})
