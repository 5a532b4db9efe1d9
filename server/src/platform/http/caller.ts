import { isPermission, isPermissionList, type Permission, type Permissions } from '@mediary/contract/permission'

/** The caller of the management API, with the permissions of their user roles. */
export type Caller = {
  user?: Person
  /** The user with whose rights the caller looks at the console. Nothing can be changed meanwhile. */
  viewing?: Person
  /** How the caller signed in: only a session can be signed out of, and only a cookie needs protection against other sites. */
  by: 'session' | 'basic' | 'token' | 'nothing'
  /** The digest of the session, when there is one. */
  session?: string
  permissions: Permissions[]
}

type Person = { id: string; email: string; name: string; groups: string[] }

/** Returns the user whose own things the caller sees. What the caller does is recorded under `user`. */
export const getSeenUser = ({ user, viewing }: Caller): Person | undefined => viewing ?? user

export const nobody: Caller = { by: 'nothing', permissions: [] }

const twins = (permission: string) => [permission, permission.replace('-view', '-manage')]

/** The resources named by the `-specified` twin of a permission; only a `-all` permission has one. */
const specified = (granted: Permissions, permission: string): string[] => {
  const list = permission.replace(/-all$/, '-specified')
  return permission.endsWith('-all') && isPermissionList(list) ? granted[list] : []
}

/**
 * Tells if a caller has a permission. Manage includes view, and a `-specified` permission grants its `-all` twin for
 * the resources it names.
 */
export const may = (caller: Caller, permission: Permission, resource?: string) =>
  caller.permissions.some((granted) =>
    twins(permission).some(
      (name) =>
        (isPermission(name) && granted[name]) ||
        (resource !== undefined && specified(granted, name).includes(resource)),
    ),
  )

/** The resources a caller may use under a `-all` permission: every one, or those specified. */
export function listAllowed(caller: Caller, permission: Permission): 'all' | Set<string> {
  if (may(caller, permission)) return 'all'
  return new Set(caller.permissions.flatMap((granted) => twins(permission).flatMap((name) => specified(granted, name))))
}
