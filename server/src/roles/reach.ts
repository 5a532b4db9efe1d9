// Refuses changes that reach further than the permissions of the caller: who opens something to others must manage it.
import type { Permission } from '@mediary/contract/permission'
import { type Caller, may } from '../platform/http/caller.ts'
import { forbidden } from '../platform/http/problem.ts'

type Named = { _id: string; name: string }
type Member = Named & { names: string[] }

/**
 * Refuses to give a client roles that open channels which the caller may not manage. Who manages all clients can act as any
 * of them, and holds every role so.
 */
export function refuseGivingRoles(caller: Caller, roles: string[], channels: Member[]) {
  if (may(caller, 'client-manage-all')) return
  const opensOthers = (role: string) =>
    channels.some(({ _id, names }) => names.includes(role) && !may(caller, 'channel-manage-all', _id))
  const role = roles.find((one) => !may(caller, 'client-role-manage-all', one) && opensOthers(one))
  if (role !== undefined) throw forbidden('role-not-yours', { role })
}

/** Refuses to give a role to clients or channels that the caller may not manage. Who manages a role may withdraw it. */
export function refuseMembers(caller: Caller, permission: Permission, members: Named[]) {
  if (may(caller, 'client-role-manage-all')) return
  const other = members.find(({ _id }) => !may(caller, permission, _id))
  if (other) throw forbidden('role-member-not-yours', { id: other._id })
}

/**
 * Refuses to open a channel to clients that the caller may not manage: by a role or a Client ID that is new in `allow`, or
 * to everybody.
 */
export function refuseOpening(caller: Caller, opened: { names: string[]; everybody: boolean }, clients: Member[]) {
  if (may(caller, 'channel-manage-all')) return
  if (opened.everybody) throw forbidden('channel-opens-to-everybody')
  const letsOthersIn = (opening: string) =>
    clients.some(
      ({ _id, name, names }) => (name === opening || names.includes(opening)) && !may(caller, 'client-manage-all', _id),
    )
  const name = opened.names.find((one) => !may(caller, 'client-role-manage-all', one) && letsOthersIn(one))
  if (name !== undefined) throw forbidden('channel-opens-to-others', { name })
}

/** The ways to recognise a client that another client could have too. */
type Identity = { _id: string; clientDomain?: string | undefined; certFingerprint?: string | undefined }

/** Refuses to give a client the Domain or the certificate of a client that the caller may not manage. */
export function refuseSharedIdentity(caller: Caller, client: Identity, former: Identity, others: Identity[]) {
  for (const field of ['clientDomain', 'certFingerprint'] as const) {
    const value = normalise(client[field])
    if (value === undefined || value === normalise(former[field])) continue
    const owner = others.find((one) => one._id !== client._id && normalise(one[field]) === value)
    if (owner && !may(caller, 'client-manage-all', owner._id)) throw forbidden('identity-not-yours', { field })
  }
}

/** The gateway compares Domains and fingerprints in any case. */
const normalise = (value: string | undefined) => value?.toLowerCase()
