import { type ClientChanges, ClientDefinition } from '@mediary/contract/clients'
import type { ClientStatusChange } from '@mediary/contract/clients/status'
import { issue } from '@mediary/contract/problem'
import type { Caller } from '../platform/http/caller.ts'
import { invalidRequest } from '../platform/http/problem.ts'
import { type CredentialRow, findShown } from './credentials/rows.ts'
import type { SentCredentials } from './credentials/sent.ts'
import { type ClientRow, parseDefinition } from './rows.ts'
import { hasCredential } from './rules.ts'
import { findStatus, toStatusPeriod } from './status.ts'
import { mergeRoles } from './timed-roles.ts'

export type Options = {
  jwtEnabled: boolean
  /** The client comes from OpenHIM, which keeps client ids and roles less apart and asks for no credential. */
  imported?: boolean
  /** The id of a new client, when it comes with one. */
  keptId?: string | undefined
  /** The status changes to store in place of the present ones. */
  statusChanges?: ClientStatusChange[] | undefined
  /** Who must manage what the client gets. */
  caller?: Caller
}

export const newRow = (id: string, clientID: string): ClientRow => ({
  id,
  client_id: clientID,
  definition: JSON.stringify({ name: '', roles: [] }),
})

/** The client that a change would change, and its credentials. */
export type Stored = { row: ClientRow; credentials: readonly CredentialRow[] }

/** The row with what was sent put in: absent leaves, null clears. Throws when nothing could identify the client any more. */
export function mergeChanges(
  { row: former, credentials }: Stored,
  changes: ClientChanges,
  sentCredentials: SentCredentials,
  { jwtEnabled, imported = false, statusChanges }: Options,
): ClientRow {
  if (!imported) refuseOtherStatus(former, changes)
  const sent = Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, value ?? undefined]))
  const definition = ClientDefinition.parse({
    ...parseDefinition(former),
    ...sent,
    ...readRoles(former, changes),
    ...(statusChanges && { statusChanges }),
  })
  const row = {
    id: former.id,
    client_id: changes.clientID ?? former.client_id,
    definition: JSON.stringify(definition),
  }
  const has = (kind: keyof SentCredentials) => {
    const others = credentials.filter((one) => one !== findShown(credentials, kind))
    const shown = sentCredentials[kind] === undefined ? findShown(credentials, kind) : sentCredentials[kind]
    return Boolean(shown) || findShown(others, kind) !== undefined
  }
  const possible = {
    password: has('basic'),
    token: has('token'),
    certificate: has('certificate'),
    domain: Boolean(definition.clientDomain),
    jwt: jwtEnabled,
  }
  // RFC 7617 §2: the first colon ends the user.
  if ((changes.clientID !== undefined || sentCredentials.basic) && possible.password && row.client_id.includes(':'))
    throw invalidRequest([issue('clientID', 'colon-with-password')])
  if (!imported && !hasCredential(possible)) throw invalidRequest([issue('', 'client-needs-credential')])
  return row
}

function readRoles(former: ClientRow, changes: ClientChanges) {
  const { roles, timedRoles } = mergeRoles(parseDefinition(former), changes, Date.now())
  return { roles, timedRoles: timedRoles.length ? timedRoles : undefined }
}

/** A document that was read before somebody disabled the client must not enable it again. */
function refuseOtherStatus(former: ClientRow, { status }: ClientChanges) {
  const present = findStatus(toStatusPeriod(parseDefinition(former).statusChanges), Date.now())
  if (status && status !== present) throw invalidRequest([issue('status', 'client-status-elsewhere')])
}
