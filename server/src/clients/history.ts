// Describes clients, with their credentials, to the history of the configuration.
import { credentialKinds } from '@mediary/contract/clients/credentials'
import { z } from 'zod'
import type { ObjectHistory } from '../history/index.ts'
import type { Row } from '../platform/database/row-changes.ts'
import { toCredential } from './credentials/rows.ts'
import { parseDefinition } from './rows.ts'

const ClientRow = z.object({ id: z.string(), client_id: z.string(), definition: z.string() })
const CredentialRow = z.object({
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
  listSecrets: ({ credentials = [] }) =>
    parseCredentials(credentials)
      .filter(({ kind, secret }) => secret !== null && (kind === 'basic' || kind === 'token'))
      .map(({ id, secret }) => [id, secret]),
}

const parseCredentials = (rows: Row[]) => rows.map((row) => CredentialRow.parse(row))

/** The time of the last use, and the state that follows from the clock, belong to no change. */
function showCredential(row: z.output<typeof CredentialRow>) {
  const { lastUsed, state, ...shown } = toCredential(row)
  return { ...shown, ...(row.revoked_at !== null && { revokedAt: new Date(row.revoked_at).toISOString() }) }
}
