import { type Permission, type PermissionList, type Permissions, permissionFlags } from '@mediary/contract/permission'

/** Returns the granted permissions of a user role. */
export const listGranted = (permissions: Permissions): Permission[] =>
  permissionFlags.filter((flag) => permissions[flag])

/** Returns all permissions, with exactly these granted. */
export const toFlags = (granted: readonly string[]) =>
  Object.fromEntries(permissionFlags.map((flag) => [flag, granted.includes(flag)]))

export type Kind = 'channels' | 'clients' | 'roles'

/** The permissions for single resources: the kind of the resources, and the flag that grants the same for all. */
export const specifiedLists = [
  { list: 'channel-view-specified', kind: 'channels', all: 'channel-view-all' },
  { list: 'channel-manage-specified', kind: 'channels', all: 'channel-manage-all' },
  { list: 'client-view-specified', kind: 'clients', all: 'client-view-all' },
  { list: 'client-manage-specified', kind: 'clients', all: 'client-manage-all' },
  { list: 'client-role-view-specified', kind: 'roles', all: 'client-role-view-all' },
  { list: 'client-role-manage-specified', kind: 'roles', all: 'client-role-manage-all' },
  { list: 'transaction-view-specified', kind: 'channels', all: 'transaction-view-all' },
  { list: 'transaction-view-body-specified', kind: 'channels', all: 'transaction-view-body-all' },
  { list: 'transaction-rerun-specified', kind: 'channels', all: 'transaction-rerun-all' },
] as const satisfies { list: PermissionList; kind: Kind; all: Permission }[]
