import { sql } from 'kysely'
import { forget } from '../../platform/body-files/forget.ts'
import type { Database } from '../../platform/database/database.ts'
import { clearJournals } from '../journal/clear.ts'
import { bodyFileRows } from './rows.ts'
import { syncCommitted } from './sync-committed.ts'

type Removed = { file: number; position: number; length: number }

const maxStep = { ranges: 1_000, bytes: 16 * 1024 * 1024 }

/**
 * Overwrites the bodies and heads that no row names any more, and in the journals what has been taken over. The store lists what was deleted in the
 * commit that deletes it (by triggers, see migrations 0044 and 0069), so that nothing is left out when a process dies.
 */
export async function overwriteRemoved(database: Database): Promise<void> {
  if (database.engine === 'postgres' || !database.bodyFiles) return
  const { kysely, bodyFiles, sqlite } = database
  const store = bodyFileRows(sqlite)
  for (;;) {
    const { rows: listed } = await sql<Removed>`select file, position, length from removed_bodies
      order by file, position limit ${sql.lit(maxStep.ranges)}`.execute(kysely)
    if (listed.length === 0) break
    const rows = takeStep(listed)
    syncCommitted(database)
    for (const [file, ranges] of Map.groupBy(rows, (row) => row.file)) {
      await forget(bodyFiles, file, ranges)
      await kysely.transaction().execute(async () => store.noteOverwritten(file, ranges))
    }
  }
  await clearJournals(database)
}

/** The first one, and as many as fit in one step. */
function takeStep(listed: readonly Removed[]): Removed[] {
  let bytes = 0
  return listed.filter(({ length }, i) => {
    bytes += length
    return i === 0 || bytes <= maxStep.bytes
  })
}
