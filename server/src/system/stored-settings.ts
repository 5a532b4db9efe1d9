// Settings that the server stores itself, by name.
import type { Database } from '../platform/database/database.ts'

type Db = Database['kysely']
type Tables = { settings: { name: string; value: string } }

export async function readStored(db: Db, name: string): Promise<string | undefined> {
  const settings = db.withTables<Tables>().selectFrom('settings').select('value')
  return (await settings.where('name', '=', name).executeTakeFirst())?.value
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
