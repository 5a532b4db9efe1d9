import {
  type PermissionList,
  type Permissions,
  Permissions as PermissionsSchema,
  permissionLists,
} from '@mediary/contract/permission'
import { type Issue, issue } from '@mediary/contract/problem'
import { NewRole } from '@mediary/contract/roles'
import { userRolesApi } from '@mediary/contract/users'
import { findKeptId, readRecord } from '../read-record.ts'
import type { ImportContext, Importer, MetadataStores } from '../stores.ts'

/** Adds a role of clients. Clients and channels name their roles themselves. */
const importClientRole: Importer = async (sent, context) => {
  const { roles } = context.stores
  const { fields, notes } = readRecord(NewRole.pick({ name: true }), sent)
  const former = await roles.find(fields.name)
  if (!former) await roles.create({ name: fields.name, clients: [], channels: [] }, findKeptId(sent, context))
  return { inserted: !former, notes }
}

/** Adds a role. The unreleased OpenHIM has user roles under the same name, which have permissions. */
export const importRole: Importer = (sent, context) =>
  sent.permissions === undefined ? importClientRole(sent, context) : importUserRole(sent, context)

/** Adds or replaces a user role. The caller must have every permission that it gives. */
export const importUserRole: Importer = async (sent, context) => {
  const { userRoles } = context.stores
  const { fields, notes } = readRecord(userRolesApi.create.body, sent)
  const resolved = await resolveNames(fields.permissions, context)
  const former = (await userRoles.list()).find(({ name }) => name === fields.name)
  const own = context.caller.permissions
  if (former) await userRoles.update(fields.name, { permissions: resolved.permissions }, own)
  else await userRoles.create({ name: fields.name, permissions: resolved.permissions }, own, findKeptId(sent, context))
  return { inserted: !former, notes: [...notes, ...resolved.notes] }
}

type Names = { _id: string; name: string }[]

/** Returns what the entries of each list of permissions are called; roles and mediators are named by themselves. */
export async function listNames({ channels, clients, apps }: MetadataStores): Promise<(list: PermissionList) => Names> {
  const ofChannels = (await channels.list()).map(({ _id, name }) => ({ _id, name }))
  const ofClients = (await clients.list()).map(({ _id, clientID }) => ({ _id, name: clientID }))
  const ofApps = (await apps.list()).map(({ _id, name }) => ({ _id, name }))
  return (list) => {
    if (list.startsWith('app-')) return ofApps
    if (list.startsWith('channel-') || list.startsWith('transaction-')) return ofChannels
    return list.startsWith('client-') && !list.startsWith('client-role-') ? ofClients : []
  }
}

/** Returns permissions in which ids stand for the names of channels, clients and apps. */
async function resolveNames(permissions: Permissions, { stores, isRehearsal }: ImportContext) {
  const findNames = await listNames(stores)
  const notes: Issue[] = []
  const lists = permissionLists.map((list) => {
    const names = findNames(list)
    const resolve = (entry: string) => names.find(({ _id, name }) => _id === entry || name === entry)?._id
    const missing = names.length || isNamedByName(list) ? [] : permissions[list]
    const unknown = isNamedByName(list) ? [] : [...missing, ...permissions[list].filter((entry) => !resolve(entry))]
    if (unknown.length && !isRehearsal)
      notes.push(issue(list, 'import-names-unknown', { names: [...new Set(unknown)].join(', ') }))
    return [list, isNamedByName(list) ? permissions[list] : permissions[list].flatMap((entry) => resolve(entry) ?? [])]
  })
  return { permissions: PermissionsSchema.parse({ ...permissions, ...Object.fromEntries(lists) }), notes }
}

/** Roles are listed by their names, and mediators by their URNs. */
const isNamedByName = (list: PermissionList) => /^(client-role|mediator)-/.test(list)
