import { type Kysely, sql } from 'kysely'
import type { Migrations } from '../../src/platform/database/migrate.ts'
import { leastIdAt, readTime } from '../../src/platform/ids.ts'

const day = 86_400_000

/**
 * On PostgreSQL, the table of bodies becomes the first partition of a table of that name. Nothing is copied, and what names the table in a
 * statement works as before. What belongs to no other partition goes to the default one, so that recording never depends on those who create them.
 */
export const bodyPartitions: Migrations[string] = (engine) => ({
  async up(db) {
    if (engine === 'sqlite') return
    await sql`set local lock_timeout = '2s'`.execute(db)
    await sql`lock table body_chunks in access exclusive mode`.execute(db)
    const bound = await findBound(db)
    for (const statement of [
      sql`alter table body_chunks rename to body_chunks_first`,
      sql`alter index body_chunks_key rename to body_chunks_first_key`,
      sql`create table body_chunks (like body_chunks_first including defaults including storage) partition by range (transaction_id)`,
      sql`alter table body_chunks add constraint body_chunks_key primary key (transaction_id, part, n)`,
      sql`alter table body_chunks attach partition body_chunks_first for values from (minvalue) to (${bound})`,
      sql`alter table body_chunks_first drop constraint if exists body_chunks_bound`,
      sql`create table body_chunks_default partition of body_chunks default`,
    ])
      await statement.execute(db)
  },
})

/** The promised bound; in a small table, the second next day, or what lies beyond all rows. */
async function findBound(db: Kysely<unknown>) {
  const { rows } = await sql<{ promised: string | null; newest: string | null }>`select
    (select substring(pg_get_constraintdef(oid) from '''([0-9a-f]+)''') from pg_constraint
      where conname = 'body_chunks_bound' and conrelid = 'body_chunks'::regclass) as promised,
    (select max(transaction_id) from body_chunks) as newest`.execute(db)
  const [{ promised, newest } = { promised: null, newest: null }] = rows
  if (promised !== null) return sql.lit(promised)
  const bound = leastIdAt(Math.ceil(Math.max(Date.now(), newest === null ? 0 : readTime(newest)) / day + 1) * day)
  return newest !== null && newest >= bound ? sql`maxvalue` : sql.lit(bound)
}
