import type { HistoryObject } from '@mediary/contract/operations/history/objects'
import type { PlainReason } from '@mediary/contract/reasons'
import type { ChangeKind } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { Row, RowChange } from '../platform/database/row-changes.ts'
import type { Caller } from '../platform/http/caller.ts'

type TableHistory = {
  /** The column that names a row. */
  key: string
  /** Returns the id of the object that a row belongs to; undefined when its changes are not kept. */
  findObject: (row: Row) => string | undefined
  /** Columns that are no configuration, such as times of use. An undo leaves them. */
  ignored?: readonly string[]
  /** Values of ignored columns in a row that an undo restores. */
  whenRestored?: Row
}

/** The rows of an object, by table. */
export type ObjectRows = Record<string, Row[]>

/** An undo that has been made in a transaction: `changes` leads from the state before the undo to the restored one. */
export type Undo = { trx: Database['kysely']; caller: Caller; objectId: string; changes: RowChange[] }

/** One kind of objects as its slice describes it: where it is stored, how it is shown, and what an undo must respect. */
export type ObjectHistory = {
  object: HistoryObject
  changeKind: ChangeKind
  tables: Record<string, TableHistory>
  /** The table of the row that names the object. */
  main: string
  getName: (row: Row) => string
  /** Returns the name by which a `-specified` permission lists the object; its id when absent. */
  getResource?: (row: Row) => string
  /** Shows the object without its secrets. */
  show: (rows: ObjectRows) => Record<string, unknown>
  /** Returns what is compared to find out if a secret changed. It never leaves the server. */
  listSecrets?: (rows: ObjectRows) => unknown
  /** Returns why a change must not be undone. */
  findObstacle?: (changes: RowChange[]) => PlainReason | undefined
  /** Refuses an undo for what must be looked up outside of its transaction. */
  prepareUndo?: (objectId: string, changes: RowChange[]) => Promise<void>
  /**
   * Refuses an undo whose restored state breaks a rule or reaches further than the permissions of the caller, and does
   * what else belongs to the change. It runs when all rows are restored, in the same transaction.
   */
  finishUndo?: (undo: Undo) => Promise<void>
}

/** Rows of another slice that belong to an object, such as the enrolment codes of a client. */
export type HistoryPart = Pick<ObjectHistory, 'tables' | 'show' | 'findObstacle'>

/** Returns the description of an object together with rows of another slice. */
export const addPart = (history: ObjectHistory, part: HistoryPart): ObjectHistory => ({
  ...history,
  tables: { ...history.tables, ...part.tables },
  show: (rows) => ({ ...history.show(rows), ...part.show(rows) }),
  findObstacle: (changes) =>
    part.findObstacle?.(changes.filter(({ table }) => table in part.tables)) ?? history.findObstacle?.(changes),
})
