import type { Kysely } from 'kysely'
import type { BodyTables } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { CallRow } from './calls.ts'
import { storeChunks } from './recording/body-chunk.ts'
import type { Chunk } from './recording/entries.ts'
import { invalidateSegments } from './search/segments/tables.ts'
import type { FoundTransaction } from './store.ts'

export type RecordTables = BodyTables & { transactions: FoundTransaction; calls: CallRow }

/** A database transaction that writes the record. */
export type RecordWriter = Kysely<RecordTables>

/** Puts the bytes of chunks where they belong, and builds the rows of that database transaction. */
export type StoreChunks = (chunks: readonly Chunk[]) => BodyTables['body_chunks'][]

/**
 * Changes, adds or removes transactions that the search index may hold already, and invalidates their segments in the same
 * commit. Only the recorder and the store write without it: they write transactions that are still under way.
 */
export const writeRecorded = <T>(
  database: Database,
  ids: readonly string[],
  work: (trx: RecordWriter, store: StoreChunks) => Promise<T>,
): Promise<T> =>
  database.kysely
    .withTables<RecordTables>()
    .transaction()
    .execute(async (trx) => {
      const result = await storing(database, (store) => work(trx, store))
      const sorted = ids.toSorted()
      const [first, last] = [sorted[0], sorted.at(-1)]
      if (first !== undefined && last !== undefined) await invalidateSegments(first, last).execute(trx)
      return result
    })

/** What was appended to a body file is cut off again when the work fails, while the write lock is still held. */
async function storing<T>(database: Database, work: (store: StoreChunks) => Promise<T>): Promise<T> {
  const files = database.engine === 'sqlite' ? database.bodyFiles : undefined
  const cutBacks: (() => void)[] = []
  try {
    return await work((chunks) => {
      const { rows, cutBack } = storeChunks(files, chunks)
      cutBacks.unshift(cutBack)
      return rows
    })
  } catch (error) {
    for (const cutBack of cutBacks) cutBack()
    throw error
  }
}
