// Describes clients, with their credentials, to the history of the configuration.
import { credentialKinds } from '@mediary/contract/clients/credentials'
import { z } from 'zod'
import { channelMembers } from '../channels/index.ts'
import { type ObjectHistory, refuseInUse, type Undo } from '../history/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Row, RowChange } from '../platform/database/row-changes.ts'
import { type Caller, may } from '../platform/http/caller.ts'
import { conflict } from '../platform/http/problem.ts'
import { isClientID, refuseGivingRoles, refuseSharedIdentity, roleNamed } from '../roles/index.ts'
import { selectBySecret, toCredential } from './credentials/rows.ts'
import { listIdentities, parseDefinition } from './rows.ts'
import { listGivenRoles, listNamedRoles } from './timed-roles.ts'

export const ClientRow = z.object({ id: z.string(), client_id: z.string(), definition: z.string() })
export const CredentialRow = z.object({
  id: z.string(),
  client: z.string(),
  kind: z.enum(credentialKinds),
  name: z.string(),
  secret: z.string().nullable(),
  made_by: z.string().nullable(),
  made_at: z.number(),
  valid_from: z.number().nullable(),
  valid_until: z.number().nullable(),
  revoked_at: z.number().nullable(),
  successor: z.string().nullable(),
  limits: z.string().nullable().default(null),
})

export const clientHistory: ObjectHistory = {
  object: 'client',
  changeKind: 'client',
  tables: {
    clients: { key: 'id', findObject: (row) => ClientRow.parse(row).id },
    credentials: { key: 'id', findObject: (row) => CredentialRow.parse(row).client },
  },
  main: 'clients',
  getName: (row) => ClientRow.parse(row).client_id,
  show({ clients = [], credentials = [] }) {
    const [row] = clients.map((one) => ClientRow.parse(one))
    return {
      ...(row && { clientID: row.client_id, ...parseDefinition(row) }),
      ...(credentials.length > 0 && { credentials: parseCredentials(credentials).map(showCredential) }),
    }
  },
  findObstacle: (changes) => (changes.some(revokes) ? 'undo-secret' : undefined),
  finishUndo: finishClientUndo,
  listSecrets: ({ credentials = [] }) =>
    parseCredentials(credentials)
      .filter(({ secret, revoked_at }) => secret !== null && revoked_at === null)
      .filter(({ kind }) => kind === 'basic' || kind === 'token')
      .map(({ id, secret }) => [id, secret]),
}

const parseCredentials = (rows: Row[]) => rows.map((row) => CredentialRow.parse(row))

/** The time of the last use, and the state that follows from the clock, belong to no change. */
function showCredential(row: z.output<typeof CredentialRow>) {
  const { lastUsed, state, ...shown } = toCredential(row)
  return { ...shown, ...(row.revoked_at !== null && { revokedAt: new Date(row.revoked_at).toISOString() }) }
}

/** Tells if a change took its secret from a credential that stays. */
function revokes({ table, before, after }: RowChange) {
  if (table !== 'credentials' || !before || !after) return false
  const [former, next] = [CredentialRow.parse(before), CredentialRow.parse(after)]
  const wasValid = former.secret !== null && former.revoked_at === null
  return wasValid && (next.secret === null || next.revoked_at !== null)
}

type Trx = Database['kysely']

/** Refuses what an edit of the client would refuse: names that clash, roles that are gone, and what is not the caller's. */
async function finishClientUndo({ trx, caller, objectId, changes }: Undo) {
  const client = changes.find(({ table }) => table === 'clients')
  const [former, next] = [client?.before, client?.after].map((row) => row && ClientRow.parse(row))
  const isGone = former && former.client_id !== next?.client_id && !(await isNamed(trx, former.client_id))
  if (isGone) {
    const allowing = (await channelMembers.list(trx)).filter(({ names }) => names.includes(former.client_id))
    refuseInUse(former.client_id, allowing, (id) => may(caller, 'channel-view-all', id))
  }
  if (next) await refuseClient(trx, caller, next, former)
  for (const { table, after } of changes)
    if (table === 'credentials' && after) await refuseCredential(trx, caller, objectId, CredentialRow.parse(after))
}

/** Another object may have got the name in the same change. */
const isNamed = async (trx: Trx, name: string) => (await isClientID(trx, name)) || Boolean(await roleNamed(trx, name))

type ClientImage = z.output<typeof ClientRow>

async function refuseClient(trx: Trx, caller: Caller, next: ClientImage, former: ClientImage | undefined) {
  const { clientDomain, ...definition } = parseDefinition(next)
  const held = former ? parseDefinition(former) : undefined
  if (await roleNamed(trx, next.client_id)) throw conflict('client-id-is-a-role', { name: next.client_id })
  for (const name of listNamedRoles(definition))
    if (!(await roleNamed(trx, name)) && !(await isClientID(trx, name))) throw conflict('undo-needs', { name })
  const added = listGivenRoles(held ?? { roles: [] }, definition)
  refuseGivingRoles(caller, added, await channelMembers.list(trx))
  const identity = { _id: next.id, clientDomain }
  refuseSharedIdentity(caller, identity, { _id: next.id, clientDomain: held?.clientDomain }, await listIdentities(trx))
}

async function refuseCredential(trx: Trx, caller: Caller, client: string, row: z.output<typeof CredentialRow>) {
  if (row.secret === null) return
  const others = (await selectBySecret(trx, row.kind, row.secret)).filter(({ id }) => id !== row.id)
  // Two rows cannot hold one token, not even a revoked one.
  if (row.kind === 'token' && others.length) throw conflict('token-taken')
  if (row.revoked_at !== null) return
  if (row.kind === 'jwt' && others.length) throw conflict('subject-taken', { subject: row.secret })
  if (row.kind !== 'certificate') return
  const identity = { _id: client, certFingerprint: row.secret }
  refuseSharedIdentity(caller, identity, { _id: client }, await listIdentities(trx))
}
