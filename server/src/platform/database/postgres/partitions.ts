// Partitions of a table by ranges of ids. Ids begin with the time, so a partition holds the rows of a span of time.
import { sql } from 'kysely'
import type { Database } from '../database.ts'

/** `from` and `before`: ids, or undefined where the range has no end. The default partition holds what belongs to no other. */
export type Partition = { name: string; from: string | undefined; before: string | undefined; isDefault: boolean }

type Db = Pick<Database, 'kysely'>

/** Lists the partitions of a table, the oldest first and the default one last. Without partitions, the list is empty. */
export async function listPartitions({ kysely }: Db, table: string): Promise<Partition[]> {
  const { rows } = await sql<{
    name: string
    bound: string
  }>`select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = to_regclass(${table}) and c.relpartbound is not null`.execute(
    kysely,
  )
  return rows
    .map(({ name, bound }) => ({ name, ...readBound(bound) }))
    .sort((a, b) => Number(a.isDefault) - Number(b.isDefault) || ((a.from ?? '') < (b.from ?? '') ? -1 : 1))
}

/** Reads a bound as PostgreSQL writes it: `FOR VALUES FROM ('6a…') TO (MAXVALUE)`, or `DEFAULT`. */
function readBound(bound: string) {
  const [, from, before] = /^FOR VALUES FROM \((.*)\) TO \((.*)\)$/.exec(bound) ?? []
  return { from: readId(from), before: readId(before), isDefault: bound === 'DEFAULT' }
}

const readId = (text = '') => /^'(.*)'$/.exec(text)?.[1]

/** Of all advisory locks, the one of the process that creates or drops partitions. */
const creators = 4820002

/** How long those who write may wait for somebody who creates or drops a partition, and waits for a reader. */
const lockTimeout = sql`set local lock_timeout = '300ms'`

type NewPartition = { name: string; from: string; before: string }

type Plan = (existing: Partition[], trx: Database['kysely']) => Promise<NewPartition[]>

/**
 * Creates partitions beside those who read and write. `plan` names them by those that exist; of several processes, each sees what the ones before it
 * have created. The default partition must hold no row of their ranges. Returns undefined when others would have had to wait too long.
 */
export async function createPartitions({ kysely }: Db, table: string, plan: Plan): Promise<NewPartition[] | undefined> {
  try {
    return await kysely.transaction().execute(async (trx) => {
      await sql`select pg_advisory_xact_lock(${sql.lit(creators)})`.execute(trx)
      const planned = await plan(await listPartitions({ kysely: trx }, table), trx)
      await lockTimeout.execute(trx)
      for (const { name, from, before } of planned) {
        // A table that is attached asks less of those who write than one that is created as a partition.
        await sql`create table ${sql.table(name)} (like ${sql.table(table)} including all)`.execute(trx)
        await sql`alter table ${sql.table(table)} attach partition ${sql.table(name)}
          for values from (${sql.lit(from)}) to (${sql.lit(before)})`.execute(trx)
      }
      return planned
    })
  } catch (error) {
    if (isLockTimeout(error)) return undefined
    throw error
  }
}

/**
 * Removes a partition with all its rows, if `prepare` agrees, which may read it at leisure: nobody writes to it meanwhile. The oldest partition, which
 * has no lower end, stays and is emptied. Returns false when `prepare` did not agree, and undefined when others would have had to wait too long.
 */
export async function dropPartition(
  { kysely }: Db,
  { name, from }: Partition,
  prepare: (trx: Database['kysely']) => Promise<boolean>,
): Promise<boolean | undefined> {
  try {
    return await kysely.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = '5s'`.execute(trx)
      await sql`lock table ${sql.table(name)} in share mode`.execute(trx)
      if (!(await prepare(trx))) return false
      await lockTimeout.execute(trx)
      await (from === undefined ? sql`truncate ${sql.table(name)}` : sql`drop table ${sql.table(name)}`).execute(trx)
      return true
    })
  } catch (error) {
    if (isLockTimeout(error)) return undefined
    throw error
  }
}

/** PostgreSQL waited for a lock as long as it was allowed to. */
const isLockTimeout = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === '55P03' || error.code === '40P01')
