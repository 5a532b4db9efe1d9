import type { Database } from '../platform/database/database.ts'
import { OvertakenError, readProgress, saveProgress } from '../platform/database/progress.ts'
import { progressNames } from './follower.ts'

const attempts = 20

/**
 * Lets the index of patients be read again from a transaction on: many were added before the place where it is. Patients that are
 * indexed already stay as they are. Until it has come back, legal holds keep what is not indexed.
 */
export async function reindexPatients(database: Database, from: string): Promise<void> {
  for (let i = 0; i < attempts && !(await moveBack(database, from)); i++);
}

/** Returns false when somebody else has moved the position meanwhile. */
async function moveBack(database: Database, from: string): Promise<boolean> {
  const former = await readProgress(database, progressNames.transactions)
  if (!former || from > former.after) return true
  const next = { ...former, after: findIdBefore(from), version: former.version + 1 }
  try {
    await database.kysely.transaction().execute((trx) => saveProgress(trx, progressNames.transactions, former, next))
    return true
  } catch (error) {
    if (error instanceof OvertakenError) return false
    throw error
  }
}

const findIdBefore = (id: string) => {
  const number = BigInt(`0x${id}`)
  return number === 0n ? '' : (number - 1n).toString(16).padStart(id.length, '0')
}
