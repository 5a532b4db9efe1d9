import { type Client, unchangedSecret } from '@mediary/contract/clients'
import { type ClientRow, parseDefinition } from './rows.ts'

/** The fields by which the gateway recognises a client. */
export type ClientIdentity = {
  id: string
  clientID: string
  roles: string[]
  domain?: string
  fingerprint?: string
  passwordHash?: string
  tokenDigest?: string
}

/** As the API shows it: of a credential only that it is set. */
export const toClient = (row: ClientRow): Client => ({
  ...parseDefinition(row),
  _id: row.id,
  clientID: row.client_id,
  customTokenSet: row.token_digest !== null,
  passwordSet: row.password_hash !== null,
  ...(row.password_hash !== null && { passwordHash: unchangedSecret }),
})

export function toIdentity(row: ClientRow): ClientIdentity {
  const { roles, clientDomain, certFingerprint } = parseDefinition(row)
  return {
    id: row.id,
    clientID: row.client_id,
    roles,
    ...(clientDomain && { domain: clientDomain }),
    ...(certFingerprint && { fingerprint: certFingerprint }),
    ...(row.password_hash !== null && { passwordHash: row.password_hash }),
    ...(row.token_digest !== null && { tokenDigest: row.token_digest }),
  }
}
