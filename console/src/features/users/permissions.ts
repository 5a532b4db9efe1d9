import {
  isPermissionList,
  type Permission,
  type PermissionList,
  type Permissions,
  permissionFlags,
  permissionLists,
} from '@mediary/contract/permission'
import { channelLists, readNameEntry, toNameEntry } from '@mediary/contract/users/name-patterns'

/** Returns the granted permissions of a user role. */
export const listGranted = (permissions: Permissions): Permission[] =>
  permissionFlags.filter((flag) => permissions[flag])

/** Returns all permissions, with exactly these granted. */
export const toFlags = (granted: readonly string[]) =>
  Object.fromEntries(permissionFlags.map((flag) => [flag, granted.includes(flag)]))

/** The permissions by the page of the console on which a person uses them. */
export const permissionPages = [
  { page: 'transactions', rows: ['transaction-view-all', 'transaction-view-body-all', 'transaction-rerun-all'] },
  { page: 'channels', rows: ['channel-view-all', 'channel-manage-all'] },
  {
    page: 'clients',
    rows: ['client-view-all', 'client-manage-all', 'client-role-view-all', 'client-role-manage-all'],
  },
  { page: 'mediators', rows: ['mediator-view-all', 'mediator-manage-all'] },
  { page: 'visualizer', rows: ['visualizer-view', 'visualizer-manage'] },
  { page: 'contact-lists', rows: ['contact-list-view', 'contact-list-manage'] },
  { page: 'certificates', rows: ['certificates-view', 'certificates-manage'] },
  { page: 'audits', rows: ['audit-trail-view', 'audit-trail-manage'] },
  { page: 'logs', rows: ['logs-view'] },
  { page: 'export-import', rows: ['import-export'] },
  { page: 'users', rows: ['user-view', 'user-manage', 'user-role-view', 'user-role-manage'] },
  { page: 'apps', rows: ['app-view-all', 'app-manage-all'] },
] as const satisfies { page: string; rows: readonly Permission[] }[]

/** Returns the list that grants a permission for single resources. */
export function findList(permission: Permission): PermissionList | undefined {
  const list = permission.replace(/-all$/, '-specified')
  return isPermissionList(list) ? list : undefined
}

export type Lists = Partial<Pick<Permissions, (typeof permissionLists)[number]>>

export const toLists = (permissions: Permissions | undefined): Lists =>
  Object.fromEntries(permissionLists.map((list) => [list, permissions?.[list] ?? []]))

type Named = { _id: string; name: string }

/** Returns the entry for what a person typed: the id of the channel of that name, else a pattern of names. */
export function toChannelEntry(text: string, channels: readonly Named[]): string {
  const channel = text.includes('*') ? undefined : channels.find(({ name }) => name === text)
  return channel?._id ?? toNameEntry(text)
}

/** Returns what a person reads of an entry. */
export const readChannelEntry = (entry: string, channels: readonly Named[]): string =>
  readNameEntry(entry) ?? channels.find(({ _id }) => _id === entry)?.name ?? entry

export const takesPatterns = (list: PermissionList) => channelLists.some((one) => one === list)

type Summarised = { page: (typeof permissionPages)[number]['page']; names: string[] }

/** Returns the pages on which permissions have an effect, and the single resources when they hold for these only. */
export function summarise(permissions: Permissions, channels: readonly Named[]): Summarised[] {
  return permissionPages.flatMap(({ page, rows }) => {
    const lists = rows.map(findList).filter((list) => list !== undefined)
    const names = lists.flatMap((list) => permissions[list].map((entry) => readChannelEntry(entry, channels)))
    if (rows.some((row) => permissions[row])) return [{ page, names: [] }]
    return names.length > 0 ? [{ page, names: [...new Set(names)] }] : []
  })
}
