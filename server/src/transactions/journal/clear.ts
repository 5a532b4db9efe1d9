import { open } from 'node:fs/promises'
import type { Database } from '../../platform/database/database.ts'
import { type Journal, listJournals, toJournalPath } from '../../platform/journal/files.ts'
import { journalMark } from '../../platform/journal/frame.ts'
import { type JournalPositions, journalPositions } from './positions.ts'

const zeros = Buffer.alloc(1024 * 1024)

/**
 * Overwrites what has been taken over from the journals, and waits until that is on the disk: of a transaction that is deleted, nothing
 * stays in them. Nobody reads it again.
 */
export async function clearJournals(database: Database): Promise<void> {
  if (database.engine === 'postgres' || !database.bodyFiles) return
  const { folder } = database.bodyFiles
  const journals = listJournals(folder)
  if (journals.length === 0) return
  const positions = journalPositions(database.sqlite)
  for (const journal of journals) await clear(folder, journal, positions)
}

async function clear(folder: string, journal: Journal, positions: JournalPositions) {
  const { position = 0, cleared = 0 } = positions.read(journal.file) ?? {}
  if (position <= cleared) return
  const handle = await open(toJournalPath(folder, journal), 'r+').catch(() => undefined)
  // It was taken over and removed meanwhile.
  if (!handle) return
  try {
    for (let at = Math.max(cleared, journalMark.length); at < position; )
      at += (await handle.write(zeros, 0, Math.min(zeros.length, position - at), at)).bytesWritten
    await handle.datasync()
  } finally {
    await handle.close()
  }
  positions.setCleared(journal.file, position)
}
