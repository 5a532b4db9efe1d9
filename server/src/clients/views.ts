import { type Client, unchangedSecret } from '@mediary/contract/clients'
import type { Limits } from '@mediary/contract/limits'
import { type CredentialRow, findShown, type HeldRow, toHeld } from './credentials/rows.ts'
import type { HeldCredential } from './credentials/rules.ts'
import { type ClientRow, parseDefinition } from './rows.ts'
import { findStatus, type StatusPeriod, toStatusPeriod } from './status.ts'
import { listHeldRoles, type RoleSpan, toRoleSpans } from './timed-roles.ts'

/** The fields by which the gateway recognises a client. */
export type ClientIdentity = {
  id: string
  clientID: string
  /** The roles without an end. */
  roles: string[]
  /** Present when it holds roles for a time: those of each span, in the order of time. */
  roleSpans?: readonly RoleSpan[]
  domain?: string
  credentials: readonly HeldCredential[]
  passwords: readonly HeldCredential[]
  /** Certificates are bound to the client: its Domain alone lets none in. */
  hasCertificate: boolean
  /** The subjects of its JSON Web Tokens are credentials, so its Client ID is none. */
  hasSubject: boolean
  /** Absent: the client is enabled. */
  status?: StatusPeriod
  limits?: Limits
}

/** As the API shows it: of a credential only that it is set. */
export function toClient(row: ClientRow, credentials: readonly CredentialRow[]): Client {
  const definition = parseDefinition(row)
  const certificate = findShown(credentials, 'certificate')?.secret
  const passwordSet = findShown(credentials, 'basic') !== undefined
  return {
    ...definition,
    roles: listHeldRoles(definition, Date.now()),
    _id: row.id,
    clientID: row.client_id,
    status: findStatus(toStatusPeriod(definition.statusChanges), Date.now()),
    ...(certificate && { certFingerprint: certificate }),
    customTokenSet: findShown(credentials, 'token') !== undefined,
    passwordSet,
    ...(passwordSet && { passwordHash: unchangedSecret }),
  }
}

export function toIdentity(row: ClientRow, rows: readonly HeldRow[]): ClientIdentity {
  const { roles, timedRoles, clientDomain, statusChanges, limits } = parseDefinition(row)
  const status = toStatusPeriod(statusChanges)
  const credentials = toHeld(rows)
  return {
    id: row.id,
    clientID: row.client_id,
    roles,
    ...(clientDomain && { domain: clientDomain }),
    ...(status && { status }),
    ...(timedRoles && { roleSpans: toRoleSpans({ roles, timedRoles }) }),
    ...(limits && { limits }),
    credentials,
    passwords: credentials.filter(({ kind }) => kind === 'basic'),
    hasCertificate: credentials.some(({ kind, revoked }) => kind === 'certificate' && !revoked),
    hasSubject: rows.some(({ kind }) => kind === 'jwt'),
  }
}
