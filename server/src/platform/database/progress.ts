// The positions up to which something follows the record.
import type { Database } from './database.ts'

/** A position in the record. `unfinished`: what stands before `after` and had not ended. */
export type Progress = { after: string; unfinished: string[]; version: number }

type Tables = { progress: { name: string; after: string; unfinished: string; version: number } }
type Trx = Database['kysely']

/** The error of a transaction that is rolled back, because another process has moved on. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError'
}

export async function readProgress({ kysely }: Pick<Database, 'kysely'>, name: string): Promise<Progress | undefined> {
  const table = kysely.withTables<Tables>().selectFrom('progress')
  const row = await table.selectAll().where('name', '=', name).executeTakeFirst()
  return row && { after: row.after, unfinished: JSON.parse(row.unfinished), version: Number(row.version) }
}

/** Saves a position in the transaction that saves what follows from it. Rejects when the former position is not the stored one. */
export async function saveProgress(trx: Trx, name: string, former: Progress | undefined, next: Progress) {
  const tables = trx.withTables<Tables>()
  const row = { name, after: next.after, unfinished: JSON.stringify(next.unfinished), version: next.version }
  if (!former) {
    await tables.insertInto('progress').values(row).execute()
    return
  }
  const { numUpdatedRows } = await tables
    .updateTable('progress')
    .set(row)
    .where('name', '=', name)
    .where('version', '=', former.version)
    .executeTakeFirst()
  if (!numUpdatedRows) throw new OvertakenError('another process follows the record')
}
