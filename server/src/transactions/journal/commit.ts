import type { DatabaseSync } from 'node:sqlite'
import type { JournalWriter } from '../../platform/journal/writer.ts'
import type { Commit } from '../recording/entries.ts'
import { prepareDecisionCheck } from '../recording/sqlite.ts'
import { addEntries, toBodyEntry } from './entries.ts'
import type { UntakenEntries } from './untaken.ts'

/**
 * Commits entries by one write to the journal of this process. SQLite has them when the journal has been taken over. The number
 * of the configuration is read before the write: what is confirmed later than that came later than the requests.
 */
export function journalCommit(sqlite: DatabaseSync, writer: JournalWriter, untaken: UntakenEntries): Commit {
  const checkDecision = prepareDecisionCheck(sqlite)
  return (entries) => {
    checkDecision(entries)
    const stored = entries.map(toBodyEntry).filter((one) => one !== undefined)
    const end = writer.append(stored, (frame, places) => addEntries(frame, entries, places))
    untaken.add(entries, end)
  }
}
