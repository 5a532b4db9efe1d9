import { type Permission, type Permissions, permissionFlags } from '@mediary/contract/permission'

/** The permissions of a user role that are switched on. */
export const grantedOf = (permissions: Permissions): Permission[] => permissionFlags.filter((flag) => permissions[flag])

/** The same user role with exactly these flags; what it was given for single resources stays. */
export const withGranted = (permissions: Permissions | undefined, granted: readonly string[]) => ({
  ...permissions,
  ...Object.fromEntries(permissionFlags.map((flag) => [flag, granted.includes(flag)])),
})
