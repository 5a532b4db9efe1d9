import {
  type Permission,
  type PermissionList,
  type Permissions,
  permissionFlags,
  permissionLists,
} from '@mediary/contract/permission'

/** Everything that some user roles permit, as one. */
export function union(all: Permissions[]): Permissions {
  const sum = {} as Permissions
  for (const flag of permissionFlags) sum[flag] = all.some((permissions) => permissions[flag])
  for (const list of permissionLists) sum[list] = [...new Set(all.flatMap((permissions) => permissions[list]))]
  return sum
}

// Who may manage may view.
const twins = <P extends string>(permission: P) => [permission, permission.replace('-view', '-manage') as P]

const toAllPermission = (list: PermissionList) => list.replace(/-specified$/, '-all') as Permission

/** The permissions that would be given by someone who does not have them. */
export const beyond = (granted: Permissions[], own: Permissions[]): string[] => {
  const wanted = union(granted)
  const has = union(own)
  const holds = (flag: Permission) => twins(flag).some((twin) => has[twin])
  const names = (list: PermissionList, id: string) => twins(list).some((twin) => has[twin]?.includes(id))
  return [
    ...permissionFlags.filter((flag) => wanted[flag] && !holds(flag)),
    ...permissionLists.filter((list) => !holds(toAllPermission(list)) && wanted[list].some((id) => !names(list, id))),
  ]
}
