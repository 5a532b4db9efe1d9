import type { Database } from '../platform/database/database.ts'
import { readProgress } from '../platform/database/progress.ts'
import { progressNames } from './follower.ts'

/** Returns the transaction up to which the patients are indexed, and those before it that had not ended. */
export async function readIndexedUntil(database: Pick<Database, 'kysely'>) {
  const progress = await readProgress(database, progressNames.transactions)
  return { after: progress?.after ?? '', unfinished: progress?.unfinished ?? [] }
}
