import type { Database } from '../platform/database/database.ts'
import { OvertakenError, readProgress, saveProgress } from '../platform/database/progress.ts'
import { feedName } from './feed/feed.ts'
import { progressNames } from './follower.ts'

const attempts = 20

/** Notes a transaction that was recorded with an older id than others: what has passed its place comes back to it. */
export async function noteLateTransaction(database: Database, id: string): Promise<void> {
  for (const name of [progressNames.transactions, feedName('transaction')])
    for (let i = 0; i < attempts && !(await addUnfinished(database, name, id)); i++);
}

/** Returns false when somebody else has moved the position meanwhile. */
async function addUnfinished(database: Database, name: string, id: string): Promise<boolean> {
  const former = await readProgress(database, name)
  if (!former || id > former.after) return true
  const next = { ...former, unfinished: [...former.unfinished, id], version: former.version + 1 }
  try {
    await database.kysely.transaction().execute((trx) => saveProgress(trx, name, former, next))
    return true
  } catch (error) {
    if (error instanceof OvertakenError) return false
    throw error
  }
}
