import type {
  Credential,
  CredentialMaterial,
  MadeCredential,
  NewCredential,
  Rotation,
} from '@mediary/contract/clients/credentials'
import { issue } from '@mediary/contract/problem'
import type { Write } from '../../platform/database/changes.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Caller } from '../../platform/http/caller.ts'
import { conflict, invalidRequest, notFound } from '../../platform/http/problem.ts'
import type { IdGenerator } from '../../platform/ids.ts'
import type { Secrets } from '../../platform/secrets.ts'
import { refuseSharedIdentity } from '../../roles/index.ts'
import { type ClientRow, type ClientTables, listIdentities } from '../rows.ts'
import { addCredential, buildRow, revokeCredential } from './change.ts'
import type { ShownUse } from './last-used.ts'
import { type CredentialRow, findRowState, selectCredentials, toCredential, updateCredential } from './rows.ts'
import { type NewMaterial, readMaterial } from './sent.ts'

export type CredentialStore = ReturnType<typeof credentialStore>
type Trx = Database['kysely']

/** The credentials of clients as rows of their own. */
export function credentialStore(database: Database, write: Write, deps: { secrets: Secrets; newId: IdGenerator }) {
  const prepare = async (client: string, kind: CredentialRow['kind'], sent: CredentialMaterial) => {
    const { client_id: clientID } = await findClient(database.kysely, client)
    return readMaterial(kind, sent, { secrets: deps.secrets, clientID })
  }
  const build = (client: string, kind: CredentialRow['kind'], { stored }: NewMaterial, { user }: Caller) => ({
    ...buildRow(client, kind, stored, { newId: deps.newId, now: Date.now() }),
    made_by: JSON.stringify({ id: user?.id ?? '', name: user?.name ?? '' }),
  })

  return {
    /** Lists the credentials of a client. `findUses`: finds when each was last used. */
    async list(client: string, findUses: (ids: string[]) => Promise<Map<string, ShownUse>>): Promise<Credential[]> {
      await findClient(database.kysely, client)
      const rows = await selectCredentials(database.kysely, client)
      const uses = await findUses(rows.map(({ id }) => id))
      return rows.map((row) => toCredential(row, uses.get(row.id)))
    },

    async add(client: string, sent: NewCredential, caller: Caller): Promise<MadeCredential> {
      const period = readPeriod(sent)
      const material = await prepare(client, sent.kind, sent)
      return write(async (trx, touch) => {
        const row = { ...build(client, sent.kind, material, caller), ...period, name: sent.name ?? '' }
        await addChecked(trx, row, caller)
        touch('client', client)
        return show(row, material)
      })
    },

    async rotate(client: string, id: string, sent: Rotation, caller: Caller): Promise<MadeCredential> {
      const { kind } = await findCredential(database.kysely, client, id)
      const { overlapSeconds, ...sentMaterial } = sent
      if (kind === 'jwt' && !sent.subject) throw invalidRequest([issue('subject', 'empty')])
      const material = await prepare(client, kind, sentMaterial)
      return write(async (trx, touch) => {
        const former = await findCredential(trx, client, id)
        const now = Date.now()
        if (findRowState(former, now) !== 'active') throw conflict('credential-not-active')
        if (await hasSuccessor(trx, former, now)) throw conflict('credential-has-successor')
        const row = { ...build(client, kind, material, caller), name: former.name, limits: former.limits }
        const end = Math.min(former.valid_until ?? Number.POSITIVE_INFINITY, now + overlapSeconds * 1000)
        await updateCredential(trx, id, { ...(overlapSeconds > 0 && { valid_until: end }), successor: row.id })
        // Without an overlap nobody may use it again, whatever the clock says.
        if (overlapSeconds === 0) await revokeCredential(trx, former, now)
        await addChecked(trx, row, caller)
        touch('client', client)
        return show(row, material)
      })
    },

    revoke: (client: string, id: string): Promise<Credential> =>
      write(async (trx, touch) => {
        await revokeCredential(trx, await findCredential(trx, client, id), Date.now())
        touch('client', client)
        return toCredential(await findCredential(trx, client, id))
      }),
  }
}

const show = (row: CredentialRow, { secret }: NewMaterial): MadeCredential => ({
  ...toCredential(row),
  ...(secret !== undefined && { secret }),
})

function readPeriod({ validFrom, validUntil }: NewCredential) {
  const [valid_from, valid_until] = [validFrom, validUntil].map((text) => (text ? Date.parse(text) : null))
  if (valid_until && valid_until <= Math.max(valid_from ?? 0, Date.now()))
    throw invalidRequest([issue('validUntil', 'status-period-empty')])
  return { valid_from: valid_from ?? null, valid_until: valid_until ?? null }
}

/** Refuses a credential by which the caller would take what another client is recognised by. */
async function addChecked(trx: Trx, row: CredentialRow & { secret: string }, caller: Caller) {
  const { client, kind, secret } = row
  const { client_id: clientID } = await findClient(trx, client)
  // RFC 7617 §2: the first colon ends the user.
  if (kind === 'basic' && clientID.includes(':')) throw invalidRequest([issue('password', 'colon-with-password')])
  if (kind === 'certificate')
    refuseSharedIdentity(caller, { _id: client, certFingerprint: secret }, { _id: client }, await listIdentities(trx))
  if (kind === 'jwt' && secret !== clientID && (await findByClientID(trx, secret)))
    throw conflict('subject-taken', { subject: secret })
  await addCredential(trx, row)
}

/** A second successor would leave the first one valid, and unknown to whoever rotated first. */
async function hasSuccessor(trx: Trx, { client, successor }: CredentialRow, now: number) {
  if (successor === null) return false
  const found = (await selectCredentials(trx, client)).find(({ id }) => id === successor)
  return found !== undefined && ['active', 'pending'].includes(findRowState(found, now))
}

const findByClientID = (trx: Trx, clientID: string) =>
  trx.withTables<ClientTables>().selectFrom('clients').select('id').where('client_id', '=', clientID).executeTakeFirst()

async function findClient(trx: Trx, id: string): Promise<ClientRow> {
  const row = await trx
    .withTables<ClientTables>()
    .selectFrom('clients')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw notFound('client-not-found', { id })
  return row
}

/** Returns the row of a credential of this client. */
export async function findCredential(trx: Trx, client: string, id: string): Promise<CredentialRow> {
  await findClient(trx, client)
  const row = (await selectCredentials(trx, client)).find((one) => one.id === id)
  if (!row) throw notFound('credential-not-found', { id })
  return row
}
