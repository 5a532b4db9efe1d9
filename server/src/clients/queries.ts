// Reads clients.
import type { Client } from '@mediary/contract/clients'
import type { ClientStatus } from '@mediary/contract/clients/status'
import type { Database } from '../platform/database/database.ts'
import { inChunks } from '../platform/database/in-chunks.ts'
import {
  findShown,
  groupCertificates,
  groupCredentials,
  groupHeld,
  groupHeldBetween,
  type HeldRow,
  selectCredentials,
} from './credentials/rows.ts'
import { type ClientRow, type ClientTables, parseDefinition } from './rows.ts'
import { findStatus, toStatusPeriod } from './status.ts'
import { type ClientIdentity, toClient, toIdentity } from './views.ts'

type Trx = Database['kysely']

const clientsAtOnce = 1_000

const selectClients = (trx: Trx) => trx.withTables<ClientTables>().selectFrom('clients').selectAll()

export const findClientRow = (trx: Trx, id: string) => selectClients(trx).where('id', '=', id).executeTakeFirst()

const toClientWithCredentials = async (trx: Trx, row: ClientRow | undefined) =>
  row && toClient(row, await selectCredentials(trx, row.id))

type ClientSummary = Pick<Client, '_id' | 'clientID' | 'name'> & { status: ClientStatus }
type BoundClient = { _id: string; clientID: string; certFingerprint: string }
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

const readSome = (trx: Trx, ids: readonly string[]) =>
  inChunks(ids, (some) => selectClients(trx).orderBy('id').where('id', 'in', some).execute())

/** Returns what the API and the gateway ask about clients. */
export const clientQueries = ({ kysely }: Pick<Database, 'kysely'>) => ({
  async list(): Promise<Client[]> {
    const rows = await selectClients(kysely).orderBy('client_id').execute()
    const credentials = await groupCredentials(kysely)
    return rows.map((row) => toClient(row, credentials.get(row.id) ?? []))
  },

  /** Returns how clients are called and whether they are on: all, or those with some Client IDs. Reads no credentials. */
  async summaries(clientIDs?: readonly string[]): Promise<ClientSummary[]> {
    const query = selectClients(kysely).orderBy('client_id')
    const rows = clientIDs
      ? await inChunks(clientIDs, (some) => query.where('client_id', 'in', some).execute())
      : await query.execute()
    return rows.map((row) => {
      const { name, statusChanges } = parseDefinition(row)
      const status = findStatus(toStatusPeriod(statusChanges), Date.now())
      return { _id: row.id, clientID: row.client_id, name, status }
    })
  },

  /** Returns the clients that have a certificate of their own, with the one that their document shows. */
  async certificates(): Promise<BoundClient[]> {
    const credentials = await groupCertificates(kysely)
    const rows = await readSome(kysely, [...credentials.keys()])
    return rows.flatMap(({ id, client_id }) => {
      const certFingerprint = findShown(credentials.get(id) ?? [], 'certificate')?.secret
      return certFingerprint ? [{ _id: id, clientID: client_id, certFingerprint }] : []
    })
  },

  /** Returns the Client IDs of some clients. */
  async clientIDs(ids: readonly string[]): Promise<Map<string, string>> {
    return new Map((await readSome(kysely, ids)).map((row) => [row.id, row.client_id]))
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
