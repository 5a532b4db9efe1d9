// Moves the bodies of a partition to objects.
import { sql } from 'kysely'
import {
  addColdRange,
  type ColdBodies,
  type ColdObject,
  type ColdRange,
  hasRemovals,
  registerObjects,
} from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { dropPartition } from '../../platform/database/postgres/partitions.ts'
import { type EndedPartition, listEndedPartitions, readContent } from './drop.ts'

const rowsAtOnce = 32

/**
 * The content of a partition that was packed. `sum` tells it from any other content: it adds up a hash of each row and of the database transaction
 * that wrote the row.
 */
export type PackedPartition = { partition: EndedPartition; objects: ColdObject[]; rows: number; sum: bigint }

/** `changed`: somebody has written to the partition meanwhile. `busy`: others would have had to wait. `kept`: it may not be moved now. */
type Moved = 'moved' | 'changed' | 'busy' | 'kept'

const toRange = ({ from = '', before }: EndedPartition): ColdRange => ({ first: from, before })

const rowHash = sql`hashtextextended(c.transaction_id || '/' || c.part || '/' || c.n || '/' || c.xmin::text, 0)`

/** Returns whether the bodies of a partition may be moved: none of its transactions is under way, and there is a body. */
export async function isPartitionPackable(database: Database, partition: EndedPartition): Promise<boolean> {
  const content = await database.kysely.transaction().execute((trx) => readContent(trx, partition))
  return content.length > 0 && content.every(({ isUnderWay }) => !isUnderWay)
}

/** Finds the oldest partition with bodies whose transactions are all older than an id, and returns where it ends. */
export async function findUnpackedEnd(database: Database, before: string): Promise<string | undefined> {
  for (const { name, before: end } of await listEndedPartitions(database, before)) {
    const isEmpty = await sql`select 1 from ${sql.table(name)} limit 1`.execute(database.kysely).then(
      ({ rows }) => rows.length === 0,
      (error: unknown) => {
        if (isTableGone(error)) return true
        throw error
      },
    )
    if (!isEmpty) return end
  }
  return undefined
}

/** Copies the bodies of a partition to objects, each of which is read back. Undefined when it was interrupted. */
export async function packPartition(
  database: Database,
  partition: EndedPartition,
  { cold, mayGoOn }: { cold: Pick<ColdBodies, 'packer'>; mayGoOn: () => Promise<boolean> },
): Promise<PackedPartition | undefined> {
  const packer = cold.packer(toRange(partition))
  if (!packer) return undefined
  const packed = { rows: 0, sum: 0n }
  for (let after: ChunkRow | undefined; ; ) {
    const rows = await listChunks(database, partition, after)
    for (const row of rows) {
      packed.rows++
      packed.sum += BigInt(row.hash)
      // The body of a transaction that is removed belongs to nobody.
      if (row.channel !== null) await packer.add(row.channel, { ...row, id: row.transaction_id })
    }
    if (rows.length < rowsAtOnce) break
    if (!(await mayGoOn())) return undefined
    after = rows.at(-1)
  }
  return { partition, objects: await packer.finish(), ...packed }
}

type ChunkRow = {
  transaction_id: string
  part: string
  n: number
  bytes: Uint8Array
  key: string | null
  channel: string | null
  hash: string
}

async function listChunks({ kysely }: Database, { name }: EndedPartition, after: ChunkRow | undefined) {
  const beyond = after
    ? sql`where (c.transaction_id, c.part, c.n) > (${after.transaction_id}, ${after.part}, ${after.n})`
    : sql``
  const { rows } =
    await sql<ChunkRow>`select c.transaction_id, c.part, c.n, c.bytes, c.key, t.channel, ${rowHash}::text as hash
    from ${sql.table(name)} c left join transactions t on t.id = c.transaction_id ${beyond}
    order by c.transaction_id, c.part, c.n limit ${sql.lit(rowsAtOnce)}`.execute(kysely)
  return rows
}

/** Drops a partition whose bodies are in objects. From the same moment on, they are read there. */
export async function movePartition(
  database: Database,
  { partition, objects, rows, sum }: PackedPartition,
  mayMove: () => Promise<boolean>,
): Promise<Moved> {
  const range = toRange(partition)
  const state: { outcome: Moved } = { outcome: 'kept' }
  try {
    const isDropped = await dropPartition(database, partition, async (trx) => {
      const content = await readContent(trx, partition)
      if (content.some(({ isUnderWay }) => isUnderWay) || (await hasRemovals(trx, range)) || !(await mayMove()))
        return false
      const present = await sumRows(trx, partition.name)
      state.outcome = 'changed'
      if (Number(present.rows) !== rows || BigInt(present.sum) !== sum) return false
      await addColdRange(trx, range)
      await registerObjects(trx, objects)
      return true
    })
    if (isDropped === undefined) return 'busy'
    return isDropped ? 'moved' : state.outcome
  } catch (error) {
    // Its bodies were due, and it was dropped.
    if (isTableGone(error)) return 'changed'
    throw error
  }
}

/** There is no such table any more. */
const isTableGone = (error: unknown) => error instanceof Error && 'code' in error && error.code === '42P01'

async function sumRows(trx: Database['kysely'], name: string) {
  const { rows } = await sql<{
    rows: number
    sum: string
  }>`select count(*) as rows, coalesce(sum(${rowHash}), 0)::text as sum from ${sql.table(name)} c`.execute(trx)
  return rows[0] ?? { rows: 0, sum: '0' }
}
