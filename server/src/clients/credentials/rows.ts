// Reads and writes the rows of credentials.
import type { Credential, CredentialKind } from '@mediary/contract/clients/credentials'
import { Limits } from '@mediary/contract/limits'
import type { Database } from '../../platform/database/database.ts'
import { inChunks } from '../../platform/database/in-chunks.ts'
import type { ShownUse } from './last-used.ts'
import { findCredentialState, type HeldCredential } from './rules.ts'

/** Times are epoch milliseconds. `secret` is a password hash, the digest of a token, a fingerprint or a subject. */
export type CredentialRow = {
  id: string
  client: string
  kind: CredentialKind
  name: string
  /** Null: the secret is forgotten. */
  secret: string | null
  /** JSON: { id, name }. Null: the credential came with the document of its client. */
  made_by: string | null
  made_at: number
  valid_from: number | null
  valid_until: number | null
  revoked_at: number | null
  successor: string | null
  /** JSON. */
  limits: string | null
}
type Tables = { credentials: CredentialRow; credential_use: { credential: string } }
type Trx = Database['kysely']

/** Revoked passwords and tokens of a client that are kept, to name what its transactions used. */
const maxRevoked = 50

const select = (trx: Trx) =>
  trx.withTables<Tables>().selectFrom('credentials').selectAll().orderBy('made_at').orderBy('id')

/** Returns the credentials of one client, the oldest first. */
export const selectCredentials = (trx: Trx, client: string): Promise<CredentialRow[]> =>
  select(trx).where('client', '=', client).execute()

/** Returns the credentials of all clients, or of some, by client. */
export async function groupCredentials(trx: Trx, clients?: string[]): Promise<Map<string, CredentialRow[]>> {
  const rows = clients
    ? await inChunks(clients, (ids) => select(trx).where('client', 'in', ids).execute())
    : await select(trx).execute()
  return Map.groupBy(rows, ({ client }) => client)
}

/** Returns the certificates of all clients, by client. */
export async function groupCertificates(trx: Trx): Promise<Map<string, CredentialRow[]>> {
  return Map.groupBy(await select(trx).where('kind', '=', 'certificate').execute(), ({ client }) => client)
}

export async function insertCredential(trx: Trx, row: CredentialRow) {
  await trx.withTables<Tables>().insertInto('credentials').values(row).execute()
  const revoked = (await selectCredentials(trx, row.client)).filter(
    ({ kind, revoked_at }) => revoked_at !== null && (kind === 'basic' || kind === 'token'),
  )
  const oldest = revoked.slice(0, Math.max(0, revoked.length - maxRevoked)).map(({ id }) => id)
  if (oldest.length) await trx.withTables<Tables>().deleteFrom('credentials').where('id', 'in', oldest).execute()
}

/** Inserts the credentials of new clients. */
export const insertCredentials = (trx: Trx, rows: readonly CredentialRow[]) =>
  inChunks(rows, (some) => trx.withTables<Tables>().insertInto('credentials').values(some).execute())

export const updateCredential = async (trx: Trx, id: string, changes: Partial<CredentialRow>) => {
  await trx.withTables<Tables>().updateTable('credentials').set(changes).where('id', '=', id).execute()
}

export const deleteCredentials = async (trx: Trx, client: string) => {
  const ids = (await selectCredentials(trx, client)).map(({ id }) => id)
  if (ids.length) await trx.withTables<Tables>().deleteFrom('credential_use').where('credential', 'in', ids).execute()
  await trx.withTables<Tables>().deleteFrom('credentials').where('client', '=', client).execute()
}

/** Replaces a password hash, unless the password has been changed meanwhile. */
export const replaceHash = async (trx: Trx, id: string, from: string, to: string) => {
  await trx
    .withTables<Tables>()
    .updateTable('credentials')
    .set({ secret: to })
    .where('id', '=', id)
    .where('secret', '=', from)
    .execute()
}

/** Returns the credentials with this secret. */
export const selectBySecret = (trx: Trx, kind: CredentialKind, secret: string): Promise<CredentialRow[]> =>
  select(trx).where('kind', '=', kind).where('secret', '=', secret).execute()

const heldColumns = ['id', 'client', 'kind', 'secret', 'valid_from', 'valid_until', 'revoked_at', 'limits'] as const
/** A credential as the gateway reads it. */
export type HeldRow = Pick<CredentialRow, (typeof heldColumns)[number]>

/** Returns what the gateway needs of the credentials of some clients, by client, in no order. */
export async function groupHeld(trx: Trx, clients: string[]): Promise<Map<string, HeldRow[]>> {
  const query = trx.withTables<Tables>().selectFrom('credentials').select(heldColumns)
  const rows: HeldRow[] = await inChunks(clients, (ids) => query.where('client', 'in', ids).execute())
  return Map.groupBy(rows, ({ client }) => client)
}

/** Returns the same of the clients after one id, up to another. A range costs a fraction of a list of ids. */
export async function groupHeldBetween(trx: Trx, after: string, last: string): Promise<Map<string, HeldRow[]>> {
  const query = trx.withTables<Tables>().selectFrom('credentials').select(heldColumns)
  const rows: HeldRow[] = await query.where('client', '>', after).where('client', '<=', last).execute()
  return Map.groupBy(rows, ({ client }) => client)
}

type Times = Pick<CredentialRow, 'valid_from' | 'valid_until' | 'revoked_at'>

const toValidity = ({ valid_from, valid_until, revoked_at }: Times) => ({
  from: valid_from ?? Number.NEGATIVE_INFINITY,
  until: valid_until ?? Number.POSITIVE_INFINITY,
  revoked: revoked_at !== null,
})

export const findRowState = (row: Times, at: number) => findCredentialState(toValidity(row), at)

/** Returns the credentials that the gateway compares requests with. A revoked certificate is known, to be refused. */
export function toHeld(rows: readonly HeldRow[]): HeldCredential[] {
  const held: HeldCredential[] = []
  for (const { id, kind, secret, limits, valid_from, valid_until, revoked_at } of rows) {
    if (secret === null) continue
    const from = valid_from ?? Number.NEGATIVE_INFINITY
    const until = valid_until ?? Number.POSITIVE_INFINITY
    const credential: HeldCredential = { id, kind, secret, from, until, revoked: revoked_at !== null }
    held.push(limits === null ? credential : { ...credential, ...readLimits({ limits }) })
  }
  return held
}

const readLimits = ({ limits }: Pick<CredentialRow, 'limits'>) =>
  limits === null ? {} : { limits: Limits.parse(JSON.parse(limits)) }

const toText = (time: number | null) => (time === null ? null : new Date(time).toISOString())

export const toCredential = (row: CredentialRow, lastUsed?: ShownUse): Credential => ({
  _id: row.id,
  kind: row.kind,
  name: row.name,
  madeBy: row.made_by === null ? null : JSON.parse(row.made_by),
  madeAt: new Date(row.made_at).toISOString(),
  validFrom: toText(row.valid_from),
  validUntil: toText(row.valid_until),
  lastUsed: lastUsed ?? null,
  state: findRowState(row, Date.now()),
  ...(row.kind === 'certificate' && row.secret !== null && { fingerprint: row.secret }),
  ...(row.kind === 'jwt' && row.secret !== null && { subject: row.secret }),
  ...(row.successor !== null && { successor: row.successor }),
  ...readLimits(row),
})

/** Returns the credential that a field of OpenHIM's document shows: the oldest of its kind, an active one if there is one. */
export function findShown(rows: readonly CredentialRow[], kind: CredentialKind): CredentialRow | undefined {
  const held = rows.filter((row) => row.kind === kind && row.revoked_at === null && row.secret !== null)
  return held.find((row) => findRowState(row, Date.now()) === 'active') ?? held[0]
}
