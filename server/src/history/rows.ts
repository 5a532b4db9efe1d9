// Reads and writes the rows of the history.
import type { HistoryAction } from '@mediary/contract/operations/history'
import type { HistoryObject } from '@mediary/contract/operations/history/objects'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { deleteOldRows } from '../platform/database/old-rows.ts'
import type { Row, RowChange } from '../platform/database/row-changes.ts'

export type HistoryRow = {
  id: string
  /** Entries of one change have the same. */
  change: string
  at: number
  object: HistoryObject
  object_id: string
  /** The name by which a `-specified` permission lists the object. */
  resource: string
  name: string
  action: HistoryAction
  by_id: string | null
  by_name: string | null
  address: string | null
  /** Sealed JSON: see Images. Null: the change was too large. */
  images: string | null
  undo_of: string | null
}
export type HistoryTables = { history: HistoryRow }

/** The rows that a change changed, and the row that names the object if it stayed as it was. */
export type Images = { changes: RowChange[]; main?: Row | undefined }

type Trx = Database['kysely']

export const selectEntries = (trx: Trx) => trx.withTables<HistoryTables>().selectFrom('history').selectAll()

/** Returns the newest entry of an object. */
export const findNewest = (trx: Trx, object: HistoryObject, id: string): Promise<HistoryRow | undefined> =>
  selectEntries(trx)
    .where('object', '=', object)
    .where('object_id', '=', id)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()

export const insertEntries = async (trx: Trx, rows: HistoryRow[]) => {
  await inChunks(rows, (some) => trx.withTables<HistoryTables>().insertInto('history').values(some).execute())
}

/** Deletes at most `limit` entries from before a time, and returns how many it deleted. */
export const deleteOldHistory = (database: Database, before: number, limit: number) =>
  deleteOldRows(database, 'history', before, limit)
