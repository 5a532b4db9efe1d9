import { sql } from 'kysely'
import { forget } from '../../platform/body-files/forget.ts'
import type { Database } from '../../platform/database/database.ts'
import { clearJournals } from '../journal/clear.ts'
import { bodyFileRows } from './rows.ts'

type Removed = { file: number; position: number; length: number }

// About 16 MiB of the largest chunks.
const rangesPerStep = 64

/**
 * Overwrites what was deleted from the table of bodies, and in the journals what has been taken over. The store lists what was deleted in the
 * commit that deletes it (by a trigger, see migration 0044), so that nothing is left out when a process dies.
 */
export async function overwriteRemoved(database: Database): Promise<void> {
  if (database.engine === 'postgres' || !database.bodyFiles) return
  const { kysely, bodyFiles, sqlite } = database
  const store = bodyFileRows(sqlite)
  for (;;) {
    const { rows } = await sql<Removed>`select file, position, length from removed_bodies
      order by file, position limit ${sql.lit(rangesPerStep)}`.execute(kysely)
    for (const [file, ranges] of Map.groupBy(rows, (row) => row.file)) {
      await forget(bodyFiles, file, ranges)
      await kysely.transaction().execute(async () => store.noteOverwritten(file, ranges))
    }
    if (rows.length < rangesPerStep) break
  }
  await clearJournals(database)
}
