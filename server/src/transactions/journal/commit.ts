import type { DatabaseSync } from 'node:sqlite'
import type { JournalWriter } from '../../platform/journal/writer.ts'
import { toChunks } from '../recording/body-chunk.ts'
import type { Commit } from '../recording/entries.ts'
import { prepareDecisionCheck } from '../recording/sqlite.ts'
import { addEntries } from './entries.ts'
import type { UntakenEntries } from './untaken.ts'

/**
 * Commits entries by one write to the journal of this process. SQLite has them when the journal has been taken over. The number
 * of the configuration is read before the write: what is confirmed later than that came later than the requests.
 */
export function journalCommit(sqlite: DatabaseSync, writer: JournalWriter, untaken: UntakenEntries): Commit {
  const checkDecision = prepareDecisionCheck(sqlite)
  return (entries) => {
    checkDecision(entries)
    const chunks = entries.map(toChunks)
    const end = writer.append(chunks.flat(), (frame, places) => addEntries(frame, entries, { chunks, places }))
    untaken.add(entries, end)
  }
}
