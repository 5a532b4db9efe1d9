// Reads clients.
import type { Client } from '@mediary/contract/clients'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { groupCredentials, groupHeld, selectCredentials } from './credentials/rows.ts'
import { type ClientRow, type ClientTables, parseDefinition } from './rows.ts'
import { type ClientIdentity, toClient, toIdentity } from './views.ts'

type Trx = Database['kysely']

const clientsAtOnce = 1_000

const selectClients = (trx: Trx) => trx.withTables<ClientTables>().selectFrom('clients').selectAll()

export const findClientRow = (trx: Trx, id: string) => selectClients(trx).where('id', '=', id).executeTakeFirst()

const toClientWithCredentials = async (trx: Trx, row: ClientRow | undefined) =>
  row && toClient(row, await selectCredentials(trx, row.id))

async function toIdentities(trx: Trx, rows: ClientRow[]) {
  const ids = rows.map(({ id }) => id)
  const credentials = await groupHeld(trx, ids)
  return rows.map((row) => toIdentity(row, credentials.get(row.id) ?? []))
}

/** Returns what the API and the gateway ask about clients. */
export const clientQueries = ({ kysely }: Pick<Database, 'kysely'>) => ({
  async list(): Promise<Client[]> {
    const rows = await selectClients(kysely).orderBy('client_id').execute()
    const credentials = await groupCredentials(kysely)
    return rows.map((row) => toClient(row, credentials.get(row.id) ?? []))
  },

  find: async (id: string): Promise<Client | undefined> =>
    toClientWithCredentials(kysely, await findClientRow(kysely, id)),

  findByClientID: async (clientID: string): Promise<Client | undefined> =>
    toClientWithCredentials(kysely, await selectClients(kysely).where('client_id', '=', clientID).executeTakeFirst()),

  /** Returns the names of some clients. */
  async names(ids: string[]): Promise<Map<string, string>> {
    const found = await inChunks(ids, (part) => selectClients(kysely).where('id', 'in', part).execute())
    return new Map(found.map((row) => [row.id, parseDefinition(row).name]))
  },

  /** All clients, or some, as the gateway recognises them. */
  async identities(ids?: string[]): Promise<ClientIdentity[]> {
    const query = selectClients(kysely).orderBy('id')
    if (ids) return toIdentities(kysely, await inChunks(ids, (some) => query.where('id', 'in', some).execute()))
    const found: ClientIdentity[] = []
    // In parts, so that the rows are garbage while they are young: a start takes less memory and time.
    for (let last = ''; ; ) {
      const rows = await query.where('id', '>', last).limit(clientsAtOnce).execute()
      found.push(...(await toIdentities(kysely, rows)))
      if (rows.length < clientsAtOnce) return found
      last = rows.at(-1)?.id ?? last
    }
  },
})
