// Partitions of the bodies on PostgreSQL, created ahead of the time that they are for.
import { sql } from 'kysely'
import type { Database } from '../../platform/database/database.ts'
import { createPartitions, type Partition } from '../../platform/database/postgres/partitions.ts'
import { leastIdAt, readTime } from '../../platform/ids.ts'

export const partitionedTable = 'body_chunks'

const hour = 3_600_000
const day = 24 * hour
const daysAhead = 2

/**
 * Returns the width of a partition in milliseconds, by the longest time that bodies are kept. A partition is dropped when its youngest body is due, so a narrow one
 * keeps the others not much longer; but each statement that asks for all of them opens each one.
 */
export const partitionWidth = (days: number) => (days <= 8 ? hour : days <= 400 ? day : 30 * day)

type Wanted = {
  /** The longest time that bodies are kept; infinite without a limit. */
  days: number
  now?: number
}

/**
 * Creates the partitions of the next two days that are missing. Several processes may do it at the same time. Somebody who reads the bodies for long, such as a
 * backup, delays it to the next time.
 */
export async function createBodyPartitions(database: Database, { days, now = Date.now() }: Wanted): Promise<string[]> {
  if (database.engine === 'sqlite') return []
  const width = partitionWidth(days)
  const created = await createPartitions(database, partitionedTable, async (existing, trx) => {
    const last = findLastBound(existing)
    return last === undefined ? [] : planPartitions(await findStart(trx, { last, now, width }), { now, width })
  })
  return created?.map(({ name }) => name) ?? []
}

/** Returns the time from which on no partition exists; undefined without partitions, or when the last has no end. */
function findLastBound(existing: Partition[]): string | undefined {
  const ranges = existing.filter(({ isDefault }) => !isDefault)
  return ranges.some(({ before }) => before === undefined) ? undefined : ranges.at(-1)?.before
}

/** A partition cannot begin before a row that stands in the default one. Time that passed without a partition needs none any more. */
async function findStart(trx: Database['kysely'], { last, now, width }: { last: string; now: number; width: number }) {
  const { rows } = await sql<{ newest: string | null }>`select max(transaction_id) as newest
    from ${sql.table(partitionedTable)} where transaction_id >= ${last}`.execute(trx)
  const newest = rows[0]?.newest
  if (newest) return findBoundary(Math.max(now, readTime(newest)) + 60_000, width)
  return Math.max(readTime(last), findBoundary(now, width) - width)
}

const findBoundary = (time: number, width: number) => (Math.floor(time / width) + 1) * width

function planPartitions(start: number, { now, width }: { now: number; width: number }) {
  const planned = []
  for (let from = start; from < now + daysAhead * day; from = findBoundary(from, width))
    planned.push({ name: toName(from), from: leastIdAt(from), before: leastIdAt(findBoundary(from, width)) })
  return planned
}

/** Such as body_chunks_2026120113. */
const toName = (time: number) =>
  `${partitionedTable}_${new Date(time)
    .toISOString()
    .slice(0, 13)
    .replaceAll(/[^0-9]/g, '')}`
