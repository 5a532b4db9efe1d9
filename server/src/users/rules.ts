import { type PermissionList, type Permissions, permissionFlags, permissionLists } from '@mediary/contract/permission'

/** Everything that some user roles permit, as one. */
export function union(all: Permissions[]): Permissions {
  const sum = {} as Permissions
  for (const flag of permissionFlags) sum[flag] = all.some((permissions) => permissions[flag])
  for (const list of permissionLists) sum[list] = [...new Set(all.flatMap((permissions) => permissions[list]))]
  return sum
}

const allOf = (list: PermissionList) => list.replace(/-specified$/, '-all') as (typeof permissionFlags)[number]

/** The permissions that would be given by someone who does not have them. */
export const beyond = (granted: Permissions[], own: Permissions[]): string[] => {
  const wanted = union(granted)
  const has = union(own)
  return [
    ...permissionFlags.filter((flag) => wanted[flag] && !has[flag]),
    ...permissionLists.filter((list) => !has[allOf(list)] && wanted[list].some((id) => !has[list].includes(id))),
  ]
}
