import type { Permissions } from '@mediary/contract/permission'
import { issue } from '@mediary/contract/problem'
import { conflict, forbidden, invalidRequest } from '../platform/http/problem.ts'
import { loadPermissions, parseDefinition, type Trx, type UserRow, type UserTables } from './rows.ts'
import { beyond } from './rules.ts'

/** Nobody gives what they do not have. */
export function refuseGiving(granted: Permissions[], own: Permissions[]) {
  const [first] = beyond(granted, own)
  if (first) throw forbidden('permission-not-yours', { permission: first })
}

/** A group is the name of a user role. `own` is undefined for the first user, whom nobody adds. */
export async function refuseGroups(trx: Trx, groups: string[], former: string[], own: Permissions[] | undefined) {
  const rows = await trx.withTables<UserTables>().selectFrom('user_roles').select('name').execute()
  const known = new Set(rows.map(({ name }) => name))
  const unknown = groups.findIndex((group) => !known.has(group))
  if (unknown !== -1)
    throw invalidRequest([issue(`groups.${unknown}`, 'user-role-unknown', { name: groups[unknown] ?? '' })])
  const added = groups.filter((group) => !former.includes(group))
  if (own) refuseGiving(await loadPermissions(trx, added), own)
}

/** Refuses to set the password of a user with more permissions: whoever sets it can act as that user. */
export async function refuseBecoming(trx: Trx, row: UserRow, own: Permissions[]) {
  const [first] = beyond(await loadPermissions(trx, parseDefinition(row).groups), own)
  if (first) throw forbidden('user-outranks-you', { permission: first })
}

/** An installation that nobody can administer any more could only be mended in its database. */
export async function refuseWithoutManager(trx: Trx) {
  const db = trx.withTables<UserTables>()
  const roles = await db.selectFrom('user_roles').selectAll().execute()
  const managing = new Set(roles.filter(({ permissions }) => JSON.parse(permissions)['user-manage']).map(getName))
  const users = await db.selectFrom('users').selectAll().where('password_hash', 'is not', null).execute()
  if (users.some((row) => parseDefinition(row).groups.some((group) => managing.has(group)))) return
  throw conflict('last-user-manager')
}

const getName = ({ name }: { name: string }) => name
