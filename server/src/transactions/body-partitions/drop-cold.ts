// Bodies in objects whose partition would be dropped now.
import { sql } from 'kysely'
import {
  type ColdRange,
  listColdRanges,
  listObjectsOfRange,
  lockColdRange,
  removeColdRange,
} from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { leastIdAt, readTime } from '../../platform/ids.ts'
import { partitionWidth } from './create.ts'
import type { PartitionContent } from './drop.ts'
import { addDroppedRange } from './dropped.ts'

type MayDrop = (range: ColdRange, content: PartitionContent[]) => Promise<boolean>

/** Removes the bodies of the ranges that are due, if `mayDrop` agrees to what each holds. Their objects are deleted from the bucket next. */
export async function dropColdBodies(database: Database, due: string, mayDrop: MayDrop): Promise<PartitionContent[]> {
  if (database.engine === 'sqlite') return []
  const dropped: PartitionContent[] = []
  for (const range of await listColdRanges(database)) {
    if (range.before > due) break
    await database.kysely.transaction().execute(async (trx) => {
      if (!(await lockColdRange(trx, range))) return
      const content = (await listObjectsOfRange(trx, range)).map(
        ({ channel, transactions, chunks, body_bytes }): PartitionContent => ({
          channel,
          isUnderWay: false,
          transactions,
          chunks,
          bytes: body_bytes,
        }),
      )
      if (!(await mayDrop(range, content))) return
      await removeColdRange(trx, range)
      const { first, before } = range
      await addDroppedRange(trx, range)
      await sql`delete from search_keys where transaction_id >= ${first} and transaction_id < ${before}`.execute(trx)
      dropped.push(...content)
    })
  }
  return dropped
}

/**
 * Returns the least id of the range that is worth waiting for, because it holds bodies that are due and bodies that are not. It is undefined when
 * the range is from a time when bodies were kept longer.
 */
export async function findAwaitedColdStart(database: Database, due: string, days: number): Promise<string | undefined> {
  if (database.engine === 'sqlite') return undefined
  const range = (await listColdRanges(database)).find(({ first, before }) => first <= due && before > due)
  if (!range || range.first === '') return undefined
  return range.before <= leastIdAt(readTime(range.first) + partitionWidth(days)) ? range.first : undefined
}
