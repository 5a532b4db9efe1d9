import type { Kysely } from 'kysely'
import type { BodyTables } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { CallRow } from './calls.ts'
import { invalidateSegments } from './search/segments/tables.ts'
import type { TransactionRow } from './store.ts'

export type RecordTables = BodyTables & { transactions: TransactionRow; calls: CallRow }

/** A database transaction that writes the record. */
export type RecordWriter = Kysely<RecordTables>

/**
 * Changes, adds or removes transactions that the search index may hold already, and invalidates their segments in the same
 * commit. Only the recorder and the store write without it: they write transactions that are still under way.
 */
export const writeRecorded = <T>(
  { kysely }: Pick<Database, 'kysely'>,
  ids: readonly string[],
  work: (trx: RecordWriter) => Promise<T>,
): Promise<T> =>
  kysely
    .withTables<RecordTables>()
    .transaction()
    .execute(async (trx) => {
      const result = await work(trx)
      const sorted = ids.toSorted()
      const [first, last] = [sorted[0], sorted.at(-1)]
      if (first !== undefined && last !== undefined) await invalidateSegments(first, last).execute(trx)
      return result
    })
