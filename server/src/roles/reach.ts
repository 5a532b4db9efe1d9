// Refuses changes that reach further than the permissions of the caller: who opens something to others must manage it.
import type { Permission } from '@mediary/contract/permission'
import { type Caller, may } from '../platform/http/caller.ts'
import { forbidden } from '../platform/http/problem.ts'

type Named = { _id: string; name: string }

/**
 * Refuses to give a client roles that open channels which the caller may not manage. Who manages all clients can act as any
 * of them, and holds every role so.
 */
export function refuseGivingRoles(caller: Caller, roles: string[], channels: (Named & { names: string[] })[]) {
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

/** The ways to recognise a client that another client could have too. */
type Identity = { _id: string; clientDomain?: string | undefined; certFingerprint?: string | undefined }

/** Refuses to give a client the Domain or the certificate of a client that the caller may not manage. */
export function refuseSharedIdentity(caller: Caller, client: Identity, former: Identity, others: Identity[]) {
  for (const field of ['clientDomain', 'certFingerprint'] as const) {
    const value = client[field]
    if (value === undefined || value === former[field]) continue
    const owner = others.find((one) => one._id !== client._id && one[field] === value)
    if (owner && !may(caller, 'client-manage-all', owner._id)) throw forbidden('identity-not-yours', { field })
  }
}
