import type { Client, ClientChanges, NewClient } from '@mediary/contract/clients'
import { issue } from '@mediary/contract/problem'
import { channelMembers } from '../channels/index.ts'
import type { Touch, Write } from '../platform/database/changes.ts'
import { type Database, isDuplicate } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import { conflict, invalidRequest, notFound } from '../platform/http/problem.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import {
  deleteRoleRow,
  ensureRoles,
  forgetClient,
  isClientID,
  refuseGivingRoles,
  refuseSharedIdentity,
  roleNamed,
  rolesMadeFor,
} from '../roles/index.ts'
import { applyDocument } from './credentials/change.ts'
import { deleteCredentials, replaceHash, selectBySecret, selectCredentials } from './credentials/rows.ts'
import { readDocument, type SentCredentials } from './credentials/sent.ts'
import { mergeChanges, newRow, type Options, type Stored } from './merge.ts'
import { clientQueries, findClientRow } from './queries.ts'
import { type ClientRow, type ClientTables, clientMembers, listIdentities, parseDefinition } from './rows.ts'
import { addStatusChange, type StatusOrder } from './status.ts'
import { listGivenRoles, listNamedRoles } from './timed-roles.ts'
import { toClient } from './views.ts'

export type ClientStore = ReturnType<typeof clientStore>
type Trx = Database['kysely']

type Deps = { secrets: Secrets; newId: IdGenerator }

export const clientStore = (database: Database, write: Write, deps: Deps) => ({
  ...clientQueries(database),
  ...documentChanges(write, deps),
  ...stateChanges(write),

  /** Names of the roles that would be deleted with the client. */
  async findLeavingRoles(id: string): Promise<string[]> {
    if (!(await findClientRow(database.kysely, id))) refuseUnknown(id)
    return (await selectLeavingRoles(database.kysely, id)).map(({ name }) => name)
  },

  /** Replaces the hash of a password, unless the password has been changed meanwhile. */
  rehash: (credential: string, from: string, to: string): Promise<void> =>
    replaceHash(database.kysely, credential, from, to),
})

const documentChanges = (write: Write, deps: Deps) => ({
  /** Returns the id of the new client. */
  async create(client: NewClient, options: Options): Promise<string> {
    const credentials = await readDocument(client, deps.secrets)
    const empty = { row: newRow(options.keptId ?? deps.newId(), client.clientID), credentials: [] }
    const row = mergeChanges(empty, client, credentials, options)
    const roles = listNamedRoles(parseDefinition(row))
    await write(async (trx, touch) => {
      if (!options.imported) await refuseClash(trx, client.clientID, roles)
      await refusingDuplicates(row, () => trx.withTables<ClientTables>().insertInto('clients').values(row).execute())
      await applyDocument(trx, row.id, credentials, { newId: deps.newId, now: Date.now() })
      await ensureRoles(trx, touch, roles, { newId: deps.newId, madeFor: row.id })
      touch('client', row.id)
    })
    return row.id
  },

  async update(id: string, changes: ClientChanges, options: Options): Promise<void> {
    const credentials = await readDocument(changes, deps.secrets)
    await write(async (trx, touch) => {
      const former = (await findClientRow(trx, id)) ?? refuseUnknown(id)
      const stored = { row: former, credentials: await selectCredentials(trx, id) }
      const row = mergeChanges(stored, changes, credentials, options)
      const roles = listNamedRoles(parseDefinition(row))
      if (options.caller) await refuseReach(trx, options.caller, { row, credentials }, stored)
      if (!options.imported) await refuseClash(trx, row.client_id, roles, former)
      await refusingDuplicates(row, () =>
        trx.withTables<ClientTables>().updateTable('clients').set(row).where('id', '=', id).execute(),
      )
      await applyDocument(trx, id, credentials, { newId: deps.newId, now: Date.now() })
      if (row.client_id !== former.client_id) await renameEverywhere(trx, touch, former.client_id, row.client_id)
      await ensureRoles(trx, touch, roles, { newId: deps.newId, madeFor: id })
      touch('client', id)
    })
  },
})

const stateChanges = (write: Write) => ({
  changeStatus: (id: string, order: StatusOrder): Promise<Client> =>
    write(async (trx, touch) => {
      const row = (await findClientRow(trx, id)) ?? refuseUnknown(id)
      const { statusChanges, ...others } = parseDefinition(row)
      const definition = JSON.stringify({
        ...others,
        statusChanges: addStatusChange(statusChanges, order, Date.now()),
      })
      await trx.withTables<ClientTables>().updateTable('clients').set({ definition }).where('id', '=', id).execute()
      touch('client', id)
      return toClient({ ...row, definition }, await selectCredentials(trx, id))
    }),

  remove: (id: string) =>
    write(async (trx, touch) => {
      const client = (await findClientRow(trx, id)) ?? refuseUnknown(id)
      const leaving = await selectLeavingRoles(trx, id)
      for (const role of leaving) await deleteRoleRow(trx, touch, role)
      await forgetClient(trx, id)
      await deleteCredentials(trx, id)
      await trx.withTables<ClientTables>().deleteFrom('clients').where('id', '=', id).execute()
      await trx.withTables<ClientTables>().deleteFrom('client_use').where('client', '=', id).execute()
      // A later client of the same name must not inherit what this one was allowed.
      const gone = new Set([client.client_id, ...leaving.map(({ name }) => name)])
      await channelMembers.edit(trx, touch, ({ names }) => names.filter((name) => !gone.has(name)))
      touch('client', id)
    }),
})

/** Those made for this client that nobody else holds. */
async function selectLeavingRoles(trx: Trx, id: string) {
  const made = await rolesMadeFor(trx, id)
  if (made.length === 0) return []
  const others = (await clientMembers.list(trx)).filter(({ _id }) => _id !== id)
  const held = new Set(others.flatMap(({ names }) => names))
  return made.filter(({ name }) => !held.has(name))
}

/** Client ids and role names share one namespace. What an import has stored of `former` is not looked at again. */
async function refuseClash(trx: Trx, clientID: string, roles: string[], former?: ClientRow) {
  const held = former ? listNamedRoles(parseDefinition(former)) : []
  const formerID = former?.client_id
  if (roles.includes(clientID)) throw invalidRequest([issue('roles', 'role-named-as-its-client')])
  if (clientID !== formerID && (await roleNamed(trx, clientID)))
    throw conflict('client-id-is-a-role', { name: clientID })
  for (const role of roles) {
    if (held.includes(role) || role === formerID) continue
    if (await isClientID(trx, role)) throw conflict('role-is-a-client-id', { name: role })
  }
  const subjects = clientID === formerID ? [] : await selectBySecret(trx, 'jwt', clientID)
  if (subjects.some(({ client }) => client !== former?.id)) throw conflict('subject-taken', { subject: clientID })
}

/** Refuses what the caller may not give to a client: roles, and ways to be recognised. */
async function refuseReach(
  trx: Trx,
  caller: Caller,
  { row, credentials }: { row: ClientRow; credentials: SentCredentials },
  stored: Stored,
) {
  const [next, held] = [parseDefinition(row), toClient(stored.row, stored.credentials)]
  const added = listGivenRoles(parseDefinition(stored.row), next)
  if (added.length) refuseGivingRoles(caller, added, await channelMembers.list(trx))
  const certFingerprint = credentials.certificate ?? undefined
  const identity = { _id: row.id, clientDomain: next.clientDomain, certFingerprint }
  refuseSharedIdentity(caller, identity, held, await listIdentities(trx))
}

const renameEverywhere = (trx: Trx, touch: Touch, from: string, to: string) =>
  channelMembers.edit(trx, touch, ({ names }) => names.map((name) => (name === from ? to : name)))

async function refusingDuplicates<T>({ client_id }: ClientRow, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isDuplicate(error)) throw error
    throw conflict('client-id-taken', { clientID: client_id })
  }
}

const refuseUnknown = (id: string): never => {
  throw notFound('client-not-found', { id })
}
