// Reads clients.
import type { Client } from '@mediary/contract/clients'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import { groupCredentials, groupHeld, groupHeldBetween, type HeldRow, selectCredentials } from './credentials/rows.ts'
import { type ClientRow, type ClientTables, parseDefinition } from './rows.ts'
import { type ClientIdentity, toClient, toIdentity } from './views.ts'

type Trx = Database['kysely']

const clientsAtOnce = 1_000

const selectClients = (trx: Trx) => trx.withTables<ClientTables>().selectFrom('clients').selectAll()

export const findClientRow = (trx: Trx, id: string) => selectClients(trx).where('id', '=', id).executeTakeFirst()

const toClientWithCredentials = async (trx: Trx, row: ClientRow | undefined) =>
  row && toClient(row, await selectCredentials(trx, row.id))

type Held = Map<string, HeldRow[]>

const toIdentities = (rows: readonly ClientRow[], credentials: Held) =>
  rows.map((row) => toIdentity(row, credentials.get(row.id) ?? []))

/** Reads all clients, in parts, so that the rows are garbage while they are young: a start takes less memory and time. */
async function readAll(trx: Trx, readCredentials: (after: string, last: string) => Promise<Held>) {
  const query = selectClients(trx).orderBy('id').limit(clientsAtOnce)
  const found: ClientIdentity[] = []
  for (let after = ''; ; ) {
    const rows = await query.where('id', '>', after).execute()
    const last = rows.at(-1)?.id ?? after
    for (const identity of toIdentities(rows, await readCredentials(after, last))) found.push(identity)
    if (rows.length < clientsAtOnce) return found
    after = last
  }
}

const readSome = (trx: Trx, ids: string[]) =>
  inChunks(ids, (some) => selectClients(trx).orderBy('id').where('id', 'in', some).execute())

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
  identities: async (ids?: string[]): Promise<ClientIdentity[]> =>
    ids
      ? toIdentities(await readSome(kysely, ids), await groupHeld(kysely, ids))
      : readAll(kysely, (after, last) => groupHeldBetween(kysely, after, last)),

  /** The same without credentials, for a process that takes no requests of clients: reading those takes most of the time. */
  identitiesWithoutCredentials: async (ids?: string[]): Promise<ClientIdentity[]> =>
    ids ? toIdentities(await readSome(kysely, ids), new Map()) : readAll(kysely, async () => new Map()),
})
