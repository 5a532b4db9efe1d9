import { ClientDefinition } from '@mediary/contract/clients'
import type { Mechanism } from '@mediary/contract/system'
import type { Touch } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'

export type ClientRow = {
  id: string
  client_id: string
  definition: string
  password_hash: string | null
  token_digest: string | null
}
export type ClientTables = { clients: ClientRow; client_use: UseRow }
type UseRow = { client: string; at: number; mechanism: Mechanism }
type Trx = Database['kysely']

export const parseDefinition = (row: ClientRow) => ClientDefinition.parse(JSON.parse(row.definition))

/** The clients as holders of roles. */
export const clientMembers = {
  async list(trx: Trx) {
    const rows = await trx.withTables<ClientTables>().selectFrom('clients').selectAll().orderBy('client_id').execute()
    return rows.map((row) => ({ _id: row.id, name: row.client_id, names: parseDefinition(row).roles }))
  },

  async edit(trx: Trx, touch: Touch, edit: (member: { _id: string; name: string; names: string[] }) => string[]) {
    const db = trx.withTables<ClientTables>()
    for (const row of await db.selectFrom('clients').selectAll().execute()) {
      const definition = parseDefinition(row)
      const roles = [...new Set(edit({ _id: row.id, name: row.client_id, names: definition.roles }))]
      if (roles.join('\n') === definition.roles.join('\n')) continue
      await db
        .updateTable('clients')
        .set({ definition: JSON.stringify({ ...definition, roles }) })
        .where('id', '=', row.id)
        .execute()
      touch('client', row.id)
    }
  },
}
