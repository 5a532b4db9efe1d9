import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { JournalEntry, Value } from '../../platform/journal/frame.ts'
import type { RoutesOutcome } from '../calls.ts'
import { runOnSqlite } from '../recording/companion-statements.ts'
import { insertChunk, prepareFinishRoutes } from '../recording/sqlite.ts'
import { prepareTransactions } from '../recording/sqlite-transactions.ts'
import { kinds } from './entries.ts'

// A frame that was written twice because its first sync failed counts once.
const onConflict = 'on conflict do nothing'
const noBytes = Buffer.alloc(0)

export type Apply = ReturnType<typeof prepareApply>

/**
 * Writes entries of a journal into SQLite, in the database transaction that is open. A transaction that begins and ends among them is
 * written once.
 */
export function prepareApply(sqlite: DatabaseSync) {
  const transactions = prepareTransactions(sqlite, onConflict)
  const finishRoutes = prepareFinishRoutes(sqlite, onConflict)
  const chunk = sqlite.prepare(`${insertChunk} ${onConflict}`)

  return (file: number, entries: readonly JournalEntry[]) => {
    const begun = new Map<Value, Value[]>()
    const flush = (id: Value) => {
      const values = begun.get(id)
      if (values) transactions.begin(values)
      begun.delete(id)
    }
    const complete = (values: Value[]) => {
      const id = values.at(-1) ?? null
      const beginning = begun.get(id)
      if (beginning) transactions.whole(beginning, values)
      else transactions.complete(values)
      begun.delete(id)
    }
    for (const { kind, values } of entries) {
      const [id = null] = values
      if (kind === kinds.begin) begun.set(id, values)
      else if (kind === kinds.complete) complete(values)
      else if (kind === kinds.chunk) {
        const [, part = null, n = null, key = null, position = null, size = null] = values
        chunk.run(id, part, n, noBytes, key, file, position, size)
      } else {
        flush(id)
        if (kind === kinds.routes) finishRoutes(readJson<RoutesOutcome>(values[1]))
        else if (kind === kinds.companion)
          runOnSqlite(sqlite, [{ sql: String(values[1]), values: readJson<(string | number | null)[]>(values[2]) }])
        else throw new Error(`A newer version of Mediary has written the journal (an entry of kind ${kind})`)
      }
    }
    for (const values of begun.values()) transactions.begin(values)
  }
}

const readJson = <T>(text: SQLInputValue | undefined): T => JSON.parse(String(text))
