import type { Touch } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { IdGenerator } from '../platform/ids.ts'

/** `made_for`: the client with which the role came into being, and with which it may go. */
export type RoleRow = { id: string; name: string; made_for: string | null }
type Tables = { roles: RoleRow; clients: { id: string; client_id: string } }
type Trx = Database['kysely']

const tables = (trx: Trx) => trx.withTables<Tables>()

export const roleNamed = (trx: Trx, name: string): Promise<RoleRow | undefined> =>
  tables(trx).selectFrom('roles').selectAll().where('name', '=', name).executeTakeFirst()

export async function listRoleNames(trx: Trx): Promise<string[]> {
  const rows = await tables(trx).selectFrom('roles').select('name').execute()
  return rows.map(({ name }) => name)
}

/** Client ids and role names share one namespace: an allow list names both. */
export const isClientID = async (trx: Trx, name: string) =>
  Boolean(await tables(trx).selectFrom('clients').select('id').where('client_id', '=', name).executeTakeFirst())

/** Makes the roles that do not exist yet; a name that is a client id is none. */
export async function ensureRoles(
  trx: Trx,
  touch: Touch,
  names: string[],
  options: { newId: IdGenerator; madeFor: string | null },
) {
  for (const name of names) {
    if ((await roleNamed(trx, name)) || (await isClientID(trx, name))) continue
    const id = options.newId()
    await tables(trx).insertInto('roles').values({ id, name, made_for: options.madeFor }).execute()
    touch('role', id)
  }
}

export const rolesMadeFor = (trx: Trx, clientId: string): Promise<RoleRow[]> =>
  tables(trx).selectFrom('roles').selectAll().where('made_for', '=', clientId).execute()

export async function deleteRoleRow(trx: Trx, touch: Touch, { id }: RoleRow) {
  await tables(trx).deleteFrom('roles').where('id', '=', id).execute()
  touch('role', id)
}

/** A role whose client is gone belongs to those who still hold it. */
export async function forgetClient(trx: Trx, clientId: string) {
  await tables(trx).updateTable('roles').set({ made_for: null }).where('made_for', '=', clientId).execute()
}
