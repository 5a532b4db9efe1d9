// Computes what a user with some permissions would see, with the rule that decides about every call.
import { type Permission, type Permissions, permissionFlags } from '@mediary/contract/permission'
import { readNameEntry } from '@mediary/contract/users/name-patterns'
import type { Preview, Reached } from '@mediary/contract/users/preview'
import { type Caller, listAllowed, may } from '../platform/http/caller.ts'
import { readPermitted } from './name-patterns.ts'
import type { Trx, UserTables } from './rows.ts'
import { union } from './rules.ts'

type Asked = { groups: string[]; permissions: Permissions }

/** `asking`: who asks, and sees only names that they may see anyway. */
export async function previewPermissions(trx: Trx, { groups, permissions }: Asked, asking: Caller): Promise<Preview> {
  const roles = await trx.withTables<UserTables>().selectFrom('user_roles').selectAll().execute()
  const held = roles.filter(({ name }) => groups.includes(name))
  const permitted = await readPermitted(trx, [...held, { permissions: JSON.stringify(permissions) }])
  const person: Caller = { by: 'nothing', permissions: permitted }
  const names = await readNames(trx)
  const granted = permissionFlags.filter((permission) => may(person, permission))
  const resources = permissionFlags
    .filter((permission) => !granted.includes(permission))
    .map((permission) => toReached({ permission, person, asking, names: names[findKind(permission)] }))
  return {
    permissions: union(permitted),
    granted,
    resources: resources.filter(({ names: shown, hidden }) => shown.length + hidden > 0),
  }
}

type Names = ReadonlyMap<string, string> | undefined
type Reach = { permission: Permission; person: Caller; asking: Caller; names: Names }

function toReached({ permission, person, asking, names }: Reach): Reached {
  const allowed = [...listSpecified(person, permission)]
  // What is deleted by now has no name any more, and is reached by nobody.
  const reached = allowed.filter((id) => readNameEntry(id) === undefined && (!names || names.has(id)))
  const seen = reached.filter((id) => may(asking, viewPermissions[findKind(permission)], id))
  const shown = seen.map((id) => names?.get(id) ?? id).toSorted()
  return { permission, names: shown, hidden: reached.length - seen.length }
}

function listSpecified(person: Caller, permission: Permission): ReadonlySet<string> {
  const allowed = listAllowed(person, permission)
  return allowed === 'all' ? new Set() : allowed
}

/** The permission with which somebody sees the names of a kind of resources. */
const viewPermissions = {
  channel: 'channel-view-all',
  client: 'client-view-all',
  role: 'client-role-view-all',
  mediator: 'mediator-view-all',
  app: 'app-view-all',
} as const satisfies Record<string, Permission>
type Kind = keyof typeof viewPermissions

function findKind(permission: Permission): Kind {
  if (permission.startsWith('client-role-')) return 'role'
  if (permission.startsWith('client-')) return 'client'
  if (permission.startsWith('mediator-')) return 'mediator'
  return permission.startsWith('app-') ? 'app' : 'channel'
}

type Named = { channels: { id: string; name: string }; clients: { id: string; client_id: string } }

/** Names by id. The ids of roles and mediators are names themselves. */
async function readNames(trx: Trx): Promise<Partial<Record<Kind, Names>>> {
  const db = trx.withTables<Named>()
  const channels = await db.selectFrom('channels').select(['id', 'name']).execute()
  const clients = await db.selectFrom('clients').select(['id', 'client_id']).execute()
  return {
    channel: new Map(channels.map(({ id, name }) => [id, name])),
    client: new Map(clients.map(({ id, client_id }) => [id, client_id])),
  }
}
