import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { JournalEntry, Value } from '../../platform/journal/frame.ts'
import type { RoutesOutcome } from '../calls.ts'
import { runOnSqlite } from '../recording/companion-statements.ts'
import { insertChunk, prepareFinishRoutes } from '../recording/sqlite.ts'
import { prepareMessages } from '../recording/sqlite-messages.ts'
import { prepareTransactions } from '../recording/sqlite-transactions.ts'
import { isOutcome, kinds } from './entries.ts'

// A frame that was written twice because its first sync failed counts once.
const onConflict = 'on conflict do nothing'
const noBytes = Buffer.alloc(0)

export type Apply = ReturnType<typeof prepareApply>

/**
 * Writes entries of a journal into SQLite, in the database transaction that is open. A transaction that begins and ends among them is
 * written once.
 */
export function prepareApply(sqlite: DatabaseSync) {
  const forms = prepareForms(sqlite)
  const finishRoutes = prepareFinishRoutes(sqlite, onConflict)
  const chunk = sqlite.prepare(`${insertChunk} ${onConflict}`)

  return (file: number, entries: readonly JournalEntry[]) => {
    const begun = new Map<Value, { form: Form; values: Value[] }>()
    const flush = (id: Value) => {
      const beginning = begun.get(id)
      if (beginning) beginning.form.begin(file, beginning.values)
      begun.delete(id)
    }
    const complete = (form: Form, values: Value[]) => {
      const id = values.at(-1) ?? null
      const beginning = begun.get(id)
      if (beginning?.form === form) {
        form.whole(file, beginning.values, values)
        begun.delete(id)
        return
      }
      flush(id)
      form.complete(file, values)
    }
    for (const { kind, values } of entries) {
      const [id = null] = values
      const form = forms.get(kind)
      if (form && isOutcome(kind)) complete(form, values)
      else if (form) begun.set(id, { form, values })
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
    for (const { form, values } of begun.values()) form.begin(file, values)
  }
}

type Form = ReturnType<typeof prepareMessages>

/** Returns the statements of the kinds of beginnings and outcomes. Former versions wrote headers into the journal. */
function prepareForms(sqlite: DatabaseSync): ReadonlyMap<number, Form> {
  const { begin, complete, whole } = prepareTransactions(sqlite, onConflict)
  const withHeaders: Form = {
    begin: (_file, values) => begin(values),
    complete: (_file, values) => complete(values),
    whole: (_file, begun, outcome) => whole(begun, outcome),
  }
  const messages = prepareMessages(sqlite, onConflict)
  return new Map([
    [kinds.begin, withHeaders],
    [kinds.complete, withHeaders],
    [kinds.beginMessage, messages],
    [kinds.completeMessage, messages],
  ])
}

const readJson = <T>(text: SQLInputValue | undefined): T => JSON.parse(String(text))
