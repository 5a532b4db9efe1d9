import { type Client, unchangedSecret } from '@mediary/contract/clients'
import { type ClientRow, parseDefinition } from './rows.ts'
import { findStatus, type StatusPeriod, toStatusPeriod } from './status.ts'

/** The fields by which the gateway recognises a client. */
export type ClientIdentity = {
  id: string
  clientID: string
  roles: string[]
  domain?: string
  fingerprint?: string
  passwordHash?: string
  tokenDigest?: string
  /** Absent: the client is enabled. */
  status?: StatusPeriod
}

/** As the API shows it: of a credential only that it is set. */
export function toClient(row: ClientRow): Client {
  const definition = parseDefinition(row)
  return {
    ...definition,
    _id: row.id,
    clientID: row.client_id,
    status: findStatus(toStatusPeriod(definition.statusChanges), Date.now()),
    customTokenSet: row.token_digest !== null,
    passwordSet: row.password_hash !== null,
    ...(row.password_hash !== null && { passwordHash: unchangedSecret }),
  }
}

export function toIdentity(row: ClientRow): ClientIdentity {
  const { roles, clientDomain, certFingerprint, statusChanges } = parseDefinition(row)
  const status = toStatusPeriod(statusChanges)
  return {
    id: row.id,
    clientID: row.client_id,
    roles,
    ...(clientDomain && { domain: clientDomain }),
    ...(certFingerprint && { fingerprint: certFingerprint }),
    ...(row.password_hash !== null && { passwordHash: row.password_hash }),
    ...(row.token_digest !== null && { tokenDigest: row.token_digest }),
    ...(status && { status }),
  }
}
