// Describes clients, with their credentials, to the configuration as code.
import { Id, Identifier } from '@mediary/contract/api/shapes'
import { ClientDefinition, ImportedClient } from '@mediary/contract/clients'
import { credentialKinds } from '@mediary/contract/clients/credentials'
import { Limits } from '@mediary/contract/limits'
import { issue } from '@mediary/contract/problem'
import { z } from 'zod'
import type { ConfigurationKind } from '../configuration/index.ts'
import type { Secrets } from '../platform/secrets.ts'
import { ClientRow, CredentialRow, clientHistory } from './history.ts'
import { deleteUse, parseDefinition } from './rows.ts'

const Instant = z.iso.datetime().nullish()
const CredentialDocument = z.object({
  _id: Id.optional(),
  kind: z.enum(credentialKinds),
  name: z.string().max(255).default(''),
  verifier: z.string().min(1).max(2000).optional(),
  fingerprint: ImportedClient.shape.certFingerprint,
  subject: z.string().min(1).max(255).optional(),
  madeBy: z.object({ id: z.string().max(100), name: z.string().max(600) }).nullish(),
  madeAt: Instant,
  validFrom: Instant,
  validUntil: Instant,
  revokedAt: Instant,
  successor: Id.nullish(),
  limits: Limits.nullish(),
})
type CredentialDocument = z.output<typeof CredentialDocument>
const Credentials = z.array(CredentialDocument).max(200)

const {
  clientID,
  password,
  passwordAlgorithm,
  passwordHash,
  passwordSalt,
  customTokenID,
  certFingerprint,
  status,
  ...definition
} = ImportedClient.shape
const ClientDocument = z.object({
  _id: Id.optional(),
  clientID: Identifier,
  ...definition,
  // Roles that have ended may stand in a stored list.
  timedRoles: ClientDefinition.shape.timedRoles,
  credentials: Credentials.default([]),
})

export const clientConfiguration = (secrets: Secrets): ConfigurationKind => ({
  name: 'clients',
  history: clientHistory,
  schema: ClientDocument,
  getName: (document) => `${document.clientID}`,
  read({ clients = [], credentials = [] }) {
    const [row] = clients.map((one) => ClientRow.parse(one))
    if (!row) return {}
    const rows = credentials.map((one) => CredentialRow.parse(one))
    const sorted = rows.toSorted((one, other) => one.made_at - other.made_at || (one.id < other.id ? -1 : 1))
    return {
      _id: row.id,
      clientID: row.client_id,
      ...parseDefinition(row),
      credentials: sorted.map((one) => readCredential(one, secrets)),
    }
  },
  write(document) {
    const { _id, clientID, credentials, ...others } = ClientDocument.parse(document)
    const stored = ClientDefinition.parse(JSON.parse(JSON.stringify(others)))
    return {
      clients: [{ id: _id, client_id: clientID, definition: JSON.stringify(stored) }],
      credentials: credentials.map((credential) => writeCredential(credential, `${_id}`)),
    }
  },
  mapSecrets: (document, visit) => ({
    ...document,
    credentials: Credentials.parse(document.credentials ?? []).map(({ verifier, ...credential }) => {
      const type = credential.kind === 'token' ? 'token' : 'password'
      const path = `credentials.${credential._id}.verifier`
      return { ...credential, ...(verifier !== undefined && { verifier: visit(verifier, { path, type }) }) }
    }),
  }),
  complete: (document, { current, newId, now }) => {
    const rest = Credentials.parse(current?.credentials ?? [])
    const credentials = Credentials.parse(document.credentials ?? []).map((credential) => {
      const known = rest.findIndex((one) => isSameCredential(one, credential))
      const [former] = known === -1 ? [] : rest.splice(known, 1)
      const madeAt = credential.madeAt ?? former?.madeAt ?? new Date(now).toISOString()
      const madeBy = credential.madeBy === undefined ? (former?.madeBy ?? null) : credential.madeBy
      return { ...credential, _id: credential._id ?? former?._id ?? newId(), madeAt, madeBy }
    })
    return { ...document, credentials }
  },
  findIssues(document) {
    const { clientID, credentials } = ClientDocument.parse(document)
    // RFC 7617 §2: the first colon ends the user.
    const hasColon = clientID.includes(':') && credentials.some(({ kind, verifier }) => kind === 'basic' && verifier)
    return [
      ...credentials.flatMap(findCredentialIssues),
      ...(hasColon ? [issue('clientID', 'colon-with-password')] : []),
    ]
  },
  async finish({ trx, id, before, after }) {
    const keep = new Set((after?.credentials ?? []).map((row) => row.id))
    const gone = (before?.credentials ?? []).flatMap((row) => (keep.has(row.id) ? [] : [`${row.id}`]))
    await deleteUse(trx, after ? undefined : id, gone)
  },
})

function isSameCredential(one: CredentialDocument, other: CredentialDocument) {
  if (other._id !== undefined) return one._id === other._id
  return one.kind === other.kind && one.name === other.name && !one.revokedAt
}

/** The material of each kind has a field of its own. A revoked secret is forgotten. */
function findCredentialIssues({ kind, revokedAt, ...credential }: CredentialDocument, i: number) {
  const material = { certificate: 'fingerprint', basic: 'verifier', token: 'verifier', jwt: 'subject' } as const
  return (['verifier', 'fingerprint', 'subject'] as const).flatMap((field) => {
    const isSet = credential[field] !== undefined && credential[field] !== null
    if (material[kind] !== field) return isSet ? [issue(`credentials.${i}.${field}`, 'not-of-this-kind', { kind })] : []
    return isSet || revokedAt ? [] : [issue(`credentials.${i}.${field}`, 'required')]
  })
}

type StoredCredential = z.output<typeof CredentialRow>
const toText = (time: number | null) => (time === null ? undefined : new Date(time).toISOString())

function readCredential(row: StoredCredential, { keyId }: Secrets) {
  const { kind, secret } = row
  return {
    _id: row.id,
    kind,
    name: row.name,
    ...(secret !== null && kind === 'basic' && { verifier: secret }),
    // A token can only be recognised with the installation key that made its digest.
    ...(secret !== null && kind === 'token' && { verifier: `${keyId}:${secret}` }),
    ...(secret !== null && kind === 'certificate' && { fingerprint: secret }),
    ...(secret !== null && kind === 'jwt' && { subject: secret }),
    ...(row.made_by !== null && { madeBy: JSON.parse(row.made_by) }),
    madeAt: toText(row.made_at),
    validFrom: toText(row.valid_from),
    validUntil: toText(row.valid_until),
    revokedAt: toText(row.revoked_at),
    ...(row.successor !== null && { successor: row.successor }),
    ...(row.limits !== null && { limits: Limits.parse(JSON.parse(row.limits)) }),
  }
}

const toTime = (text: string | null | undefined) => (text ? Date.parse(text) : null)

const writeCredential = (document: CredentialDocument, client: string) => ({
  id: document._id,
  client,
  kind: document.kind,
  name: document.name,
  secret: document.verifier?.replace(/^[0-9a-f]{16}:/, '') ?? document.fingerprint ?? document.subject ?? null,
  made_by: document.madeBy ? JSON.stringify(document.madeBy) : null,
  made_at: toTime(document.madeAt),
  valid_from: toTime(document.validFrom),
  valid_until: toTime(document.validUntil),
  revoked_at: toTime(document.revokedAt),
  successor: document.successor ?? null,
  limits: document.limits ? JSON.stringify(document.limits) : null,
})
