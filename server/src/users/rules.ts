import {
  isPermission,
  isPermissionList,
  type PermissionList,
  Permissions,
  permissionFlags,
  permissionLists,
} from '@mediary/contract/permission'

/** Everything that some user roles permit, as one. */
export function union(all: Permissions[]): Permissions {
  const sum = Permissions.parse({})
  for (const flag of permissionFlags) sum[flag] = all.some((permissions) => permissions[flag])
  for (const list of permissionLists) sum[list] = [...new Set(all.flatMap((permissions) => permissions[list]))]
  return sum
}

// Who may manage may view.
const twins = (permission: string) => [permission, permission.replace('-view', '-manage')]

const toAllPermission = (list: PermissionList) => list.replace(/-specified$/, '-all')

/** The permissions that would be given by someone who does not have them. */
export const beyond = (granted: Permissions[], own: Permissions[]): string[] => {
  const wanted = union(granted)
  const has = union(own)
  const holds = (flag: string) => twins(flag).some((twin) => isPermission(twin) && has[twin])
  const names = (list: PermissionList, id: string) =>
    twins(list).some((twin) => isPermissionList(twin) && has[twin].includes(id))
  return [
    ...permissionFlags.filter((flag) => wanted[flag] && !holds(flag)),
    ...permissionLists.filter((list) => !holds(toAllPermission(list)) && wanted[list].some((id) => !names(list, id))),
  ]
}
