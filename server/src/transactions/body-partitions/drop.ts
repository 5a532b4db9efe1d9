import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import { dropPartition, listPartitions, type Partition } from '../../platform/database/postgres/partitions.ts'
import { leastIdAt, readTime } from '../../platform/ids.ts'
import { partitionedTable, partitionWidth } from './create.ts'
import { addDroppedRange } from './dropped.ts'

/** The content of a partition, of one channel. `channel` is null when its transactions are gone. `transactions` counts those that have a body. */
export type PartitionContent = {
  channel: string | null
  isUnderWay: boolean
  transactions: number
  chunks: number
  bytes: number
}

/** A partition that ends somewhere. */
export type EndedPartition = Partition & { before: string }

/** Lists the partitions of the bodies whose transactions are all older than an id, the oldest first. */
export async function listEndedPartitions(database: Database, before: string): Promise<EndedPartition[]> {
  if (database.engine === 'sqlite') return []
  const partitions = await listPartitions(database, partitionedTable)
  return partitions.flatMap((one) =>
    one.before !== undefined && one.before <= before ? [{ ...one, before: one.before }] : [],
  )
}

/**
 * Returns the least id of the partition whose drop is worth waiting for, because it holds bodies that are due and bodies that are not. It is undefined when that
 * is the first or the default partition, or one from a time when bodies were kept longer. `due` is the least id that is not due, `days` the longest time that
 * bodies are kept.
 */
export async function findAwaitedStart(database: Database, due: string, days: number): Promise<string | undefined> {
  if (database.engine === 'sqlite') return undefined
  for (const { from, before } of await listPartitions(database, partitionedTable))
    if (from !== undefined && before !== undefined && from <= due && before > due)
      return before <= leastIdAt(readTime(from) + partitionWidth(days)) ? from : undefined
  return undefined
}

/**
 * Drops the bodies of a partition, if `mayDrop` agrees to its content. Returns what it held; `kept` when that may not be dropped, and `busy` when others
 * would have had to wait.
 */
export async function dropBodies(
  database: Database,
  partition: EndedPartition,
  mayDrop: (content: PartitionContent[]) => Promise<boolean>,
): Promise<PartitionContent[] | 'kept' | 'busy'> {
  const dropped: PartitionContent[] = []
  const isDropped = await dropPartition(database, partition, async (trx) => {
    dropped.push(...(await readContent(trx, partition)))
    const isEmptyFirst = partition.from === undefined && dropped.length === 0
    if (isEmptyFirst || !(await mayDrop(dropped))) return false
    const range = { first: partition.from ?? '', before: partition.before }
    if (dropped.length > 0) await addDroppedRange(trx, range)
    // They were taken from the bodies.
    await sql`delete from search_keys where transaction_id >= ${range.first} and transaction_id < ${range.before}`.execute(
      trx,
    )
    return true
  })
  if (isDropped === undefined) return 'busy'
  return isDropped ? dropped : 'kept'
}

type ContentRow = { channel: string | null; under_way: boolean; transactions: number; chunks: number; bytes: number }

/** Reads what a partition holds. */
export async function readContent(trx: Database['kysely'], { name, from = '', before }: EndedPartition) {
  // All of it is read, for which whole tables are the shortest way.
  await sql`select set_config(name, 'on', true) from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) name`.execute(
    trx,
  )
  const { rows } = await sql<ContentRow>`select t.channel, coalesce(t.status = 'Processing', false) as under_way,
      count(*) as transactions, sum(c.chunks)::bigint as chunks, sum(c.bytes)::bigint as bytes
    from (select transaction_id, count(*) as chunks, sum(coalesce(size, length(bytes))) as bytes from ${sql.table(name)} group by transaction_id) c
    left join (select id, channel, status from transactions where id >= ${from} and id < ${before}) t on t.id = c.transaction_id
    group by 1, 2`.execute(trx)
  return rows.map(({ under_way, ...row }): PartitionContent => ({ ...row, isUnderWay: under_way }))
}
