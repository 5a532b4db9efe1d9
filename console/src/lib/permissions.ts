import {
  type Permission,
  type PermissionList,
  type Permissions,
  permissionFlags,
  permissionLists,
} from '@mediary/contract/permission'

const twins = (permission: string) => [permission, permission.replace('-view', '-manage')]
const isFlag = (name: string): name is Permission => permissionFlags.some((flag) => flag === name)
const isList = (name: string): name is PermissionList => permissionLists.some((list) => list === name)

const specified = (granted: Permissions, permission: string) =>
  twins(permission.replace(/-all$/, '-specified')).flatMap((name) => (isList(name) ? granted[name] : []))

/** Decides like the server: a manage permission includes view, and a permission may be granted for single resources. */
export const mayWith = (granted: Permissions | undefined, permission: Permission, resource?: string): boolean =>
  granted !== undefined &&
  (twins(permission).some((name) => isFlag(name) && granted[name]) ||
    (resource !== undefined && specified(granted, permission).includes(resource)))

/** Returns whether a permission is granted for any resource. */
export const mayAny = (granted: Permissions | undefined, permission: Permission): boolean =>
  mayWith(granted, permission) || (granted !== undefined && specified(granted, permission).length > 0)
