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

/** Everything that both permit. */
export function intersection(one: Permissions[], other: Permissions[]): Permissions {
  const both = [union(one), union(other)]
  const common = Permissions.parse({})
  for (const flag of permissionFlags) common[flag] = both.every((has) => holds(has, flag))
  for (const list of permissionLists) {
    const ids = both.flatMap((has) => twins(list).flatMap((twin) => (isPermissionList(twin) ? has[twin] : [])))
    common[list] = [...new Set(ids)].filter((id) => both.every((has) => reaches(has, list, id)))
  }
  return common
}

// Who may manage may view.
const twins = (permission: string) => [permission, permission.replace('-view', '-manage')]

const toAllPermission = (list: PermissionList) => list.replace(/-specified$/, '-all')

/** The permissions that would be given by someone who does not have them. */
export const beyond = (granted: Permissions[], own: Permissions[]): string[] => {
  const wanted = union(granted)
  const has = union(own)
  return [
    ...permissionFlags.filter((flag) => wanted[flag] && !holds(has, flag)),
    ...permissionLists.filter((list) => wanted[list].some((id) => !reaches(has, list, id))),
  ]
}

const holds = (has: Permissions, flag: string) => twins(flag).some((twin) => isPermission(twin) && has[twin])

/** Tells if permissions hold for a resource that a list can name. */
const reaches = (has: Permissions, list: PermissionList, id: string) =>
  holds(has, toAllPermission(list)) || twins(list).some((twin) => isPermissionList(twin) && has[twin].includes(id))
