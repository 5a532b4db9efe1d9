import { type Permission, type PermissionList, type Permissions, permissionFlags } from '@mediary/contract/permission'

/** The permissions of a user role that are switched on. */
export const listGranted = (permissions: Permissions): Permission[] =>
  permissionFlags.filter((flag) => permissions[flag])

/** Exactly these flags. */
export const toFlags = (granted: readonly string[]) =>
  Object.fromEntries(permissionFlags.map((flag) => [flag, granted.includes(flag)]))

export type Kind = 'channels' | 'clients' | 'roles'

/** The permissions that name single resources, of what kind these are, and which flag gives the same for all of them. */
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
