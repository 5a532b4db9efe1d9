// Settings that the server stores itself, by name.
import type { Database } from '../platform/database/database.ts'

type Db = Database['kysely']
type Tables = { settings: { name: string; value: string } }

export async function readStored(db: Db, name: string): Promise<string | undefined> {
  const settings = db.withTables<Tables>().selectFrom('settings').select('value')
  return (await settings.where('name', '=', name).executeTakeFirst())?.value
}

/** Returns the settings whose names begin with a prefix, in the order of their names. */
export const readStoredAll = (db: Db, prefix: string) =>
  db
    .withTables<Tables>()
    .selectFrom('settings')
    .selectAll()
    .where('name', '>=', prefix)
    .where('name', '<', `${prefix}~`)
    .orderBy('name')
    .execute()

export async function deleteNamed(db: Db, name: string): Promise<void> {
  await db.withTables<Tables>().deleteFrom('settings').where('name', '=', name).execute()
}

export async function writeStored(db: Db, name: string, value: string): Promise<void> {
  await db
    .withTables<Tables>()
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

/** Deletes a setting that has this value. Resolves with false when another process was faster. */
export async function deleteStored(db: Db, name: string, value: string): Promise<boolean> {
  const settings = db.withTables<Tables>().deleteFrom('settings')
  const { numDeletedRows } = await settings.where('name', '=', name).where('value', '=', value).executeTakeFirst()
  return numDeletedRows > 0n
}
