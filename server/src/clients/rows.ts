import { ClientDefinition } from '@mediary/contract/clients'
import type { Mechanism } from '@mediary/contract/system'
import type { Touch } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import type { CredentialRow } from './credentials/rows.ts'
import { editRoles, listNamedRoles, listPresentRoles } from './timed-roles.ts'

export type ClientRow = {
  id: string
  client_id: string
  definition: string
}
export type ClientTables = { clients: ClientRow; client_use: UseRow; credentials: CredentialRow }
type UseRow = { client: string; at: number; mechanism: Mechanism }
type Trx = Database['kysely']

export const parseDefinition = (row: ClientRow) => ClientDefinition.parse(JSON.parse(row.definition))

/** Lists what the gateway recognises clients by and another client could have too. */
export async function listIdentities(trx: Trx) {
  const db = trx.withTables<ClientTables>()
  const clients = await db.selectFrom('clients').selectAll().execute()
  const certificates = await db.selectFrom('credentials').selectAll().where('kind', '=', 'certificate').execute()
  return [
    ...clients.map((row) => ({ _id: row.id, clientDomain: parseDefinition(row).clientDomain })),
    ...certificates.map(({ client, secret }) => ({ _id: client, certFingerprint: secret ?? undefined })),
  ]
}

/** Forgets when a client that is gone, and credentials that are gone, were last used. */
export async function deleteUse(trx: Trx, client: string | undefined, credentials: readonly string[]) {
  const db = trx.withTables<{ client_use: UseRow; credential_use: { credential: string } }>()
  if (client !== undefined) await db.deleteFrom('client_use').where('client', '=', client).execute()
  await inChunks(credentials, (some) => db.deleteFrom('credential_use').where('credential', 'in', some).execute())
}

/** The clients as holders of roles. */
export const clientMembers = {
  async list(trx: Trx) {
    const rows = await trx.withTables<ClientTables>().selectFrom('clients').selectAll().orderBy('client_id').execute()
    const now = Date.now()
    return rows.map((row) => ({
      _id: row.id,
      name: row.client_id,
      names: listPresentRoles(parseDefinition(row), now),
    }))
  },

  async edit(trx: Trx, touch: Touch, edit: (member: { _id: string; name: string; names: string[] }) => string[]) {
    const db = trx.withTables<ClientTables>()
    for (const row of await db.selectFrom('clients').selectAll().execute()) {
      const definition = parseDefinition(row)
      const { roles, timedRoles } = editRoles(definition, (names) => edit({ _id: row.id, name: row.client_id, names }))
      if (listNamedRoles({ roles, timedRoles }).join('\n') === listNamedRoles(definition).join('\n')) continue
      await db
        .updateTable('clients')
        .set({
          definition: JSON.stringify({ ...definition, roles, timedRoles: timedRoles.length ? timedRoles : undefined }),
        })
        .where('id', '=', row.id)
        .execute()
      touch('client', row.id)
    }
  },
}
