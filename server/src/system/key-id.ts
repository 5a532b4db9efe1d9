import type { Database } from '../platform/database/database.ts'

const name = 'installation-key-id'
type Tables = { settings: { name: string; value: string } }

/** Returns the id of the installation key that the store belongs to; undefined in a store of an earlier version. */
export async function readKeyId(database: Database): Promise<string | undefined> {
  const settings = database.kysely.withTables<Tables>().selectFrom('settings')
  return (await settings.select('value').where('name', '=', name).executeTakeFirst())?.value
}

/** Binds the store to an installation key, unless it is bound already. */
export async function rememberKeyId(database: Database, keyId: string): Promise<void> {
  await database.kysely
    .withTables<Tables>()
    .insertInto('settings')
    .values({ name, value: keyId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
