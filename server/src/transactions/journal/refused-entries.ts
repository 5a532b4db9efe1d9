import type { DatabaseSync } from 'node:sqlite'
import type { Database } from '../../platform/database/database.ts'
import { isSqliteError } from '../../platform/database/sqlite/result-codes.ts'
import type { JournalEntry } from '../../platform/journal/frame.ts'
import type { Log } from '../../platform/log.ts'
import type { Apply } from './apply.ts'
import { isOutcome } from './entries.ts'

type RejectedEntry = { transaction: string; error: unknown }

const logs = new WeakMap<DatabaseSync, Pick<Log, 'error'>>()

/** From now on, entries that the store refuses for ever are told in this log. Without one they are told as warnings of the process. */
export function logRefusedEntries(database: Database, log: Pick<Log, 'error'>) {
  if (database.engine === 'sqlite') logs.set(database.sqlite, log)
}

/**
 * Applies entries in the database transaction that is open. An entry that breaks a rule of the store breaks it in each attempt: it is left out,
 * its transaction says so, and the others are written. Whatever else fails may succeed later, and is thrown.
 */
export function applyWhatFits(sqlite: DatabaseSync, apply: Apply, file: number, entries: readonly JournalEntry[]) {
  if (tryApply(sqlite, apply, file, entries) === undefined) return []
  return entries.flatMap((entry): RejectedEntry[] => {
    const error = tryApply(sqlite, apply, file, [entry])
    if (error === undefined) return []
    const transaction = String(entry.values[isOutcome(entry.kind) ? entry.values.length - 1 : 0])
    markIncomplete(sqlite, transaction, entry.kind)
    return [{ transaction, error }]
  })
}

/** Tells what was left out, once it is committed. */
export function tellRefused(sqlite: DatabaseSync, refused: readonly RejectedEntry[]) {
  const log = logs.get(sqlite)
  for (const { transaction, error } of refused)
    if (log) log.error({ err: error, transaction }, 'a transaction could not be recorded')
    else process.emitWarning(`The transaction ${transaction} could not be recorded: ${String(error)}`)
}

/** Returns the error of entries that break a rule; nothing of them is written then. */
function tryApply(sqlite: DatabaseSync, apply: Apply, file: number, entries: readonly JournalEntry[]): unknown {
  sqlite.exec('savepoint entries')
  try {
    apply(file, entries)
    return undefined
  } catch (error) {
    if (!isSqliteError(error, 'constraint')) throw error
    sqlite.exec('rollback to entries')
    return error
  } finally {
    if (sqlite.isTransaction) sqlite.exec('release entries')
  }
}

/** A transaction whose outcome was left out would be under way for ever. */
function markIncomplete(sqlite: DatabaseSync, id: string, kind: number) {
  const text = isOutcome(kind) ? 'The outcome could not be recorded' : 'A part of it could not be recorded'
  const status = isOutcome(kind) ? `case when status = 'Processing' then 'Failed' else status end` : 'status'
  try {
    sqlite.prepare(`update transactions set error = coalesce(error, ?), status = ${status} where id = ?`).run(text, id)
  } catch (error) {
    if (!isSqliteError(error, 'constraint')) throw error
  }
}
