// User roles can name channels by a pattern of their names. Here the patterns become the ids of channels.
import { Permissions } from '@mediary/contract/permission'
import { channelLists, matchesNamePattern, readNameEntry } from '@mediary/contract/users/name-patterns'
import { forbidden } from '../platform/http/problem.ts'
import { permissionsIn, type Trx, type UserRoleRow, type UserTables } from './rows.ts'
import { beyond } from './rules.ts'

type NamedChannel = { id: string; name: string }

const matchesEntry = (entry: string, name: string) => {
  const pattern = readNameEntry(entry)
  return pattern !== undefined && matchesNamePattern(pattern, name)
}

const hasPatterns = ({ permissions }: Pick<UserRoleRow, 'permissions'>) => permissions.includes('"name:')

/** Adds the ids of all channels whose names match a pattern. The patterns stay, so that whoever has one can give it. */
function addMatching(permissions: Permissions, channels: NamedChannel[]): Permissions {
  const all = { ...permissions }
  for (const list of channelLists) {
    const entries = permissions[list]
    const matching = channels.filter(({ name }) => entries.some((entry) => matchesEntry(entry, name)))
    all[list] = [...new Set([...entries, ...matching.map(({ id }) => id)])]
  }
  return all
}

/** Reads what user roles permit at this moment. */
export async function readPermitted(trx: Trx, roles: Pick<UserRoleRow, 'permissions'>[]): Promise<Permissions[]> {
  if (!roles.some(hasPatterns)) return roles.map(permissionsIn)
  const channels = await listChannels(trx)
  return roles.map((role) => (hasPatterns(role) ? addMatching(permissionsIn(role), channels) : permissionsIn(role)))
}

const listChannels = (trx: Trx): Promise<NamedChannel[]> =>
  trx.withTables<{ channels: NamedChannel }>().selectFrom('channels').select(['id', 'name']).execute()

type Naming = { id: string; former: string; name: string }

/**
 * Refuses a new name of a channel that would give holders of a user role a permission which the caller does not have. Who
 * may change a channel could read its record otherwise: a name is enough to match a pattern.
 */
export async function refuseNaming(trx: Trx, { id, former, name }: Naming, own: Permissions[]) {
  if (former === name) return
  const roles = await trx.withTables<UserTables>().selectFrom('user_roles').selectAll().execute()
  const given = roles.filter(hasPatterns).map((role) => {
    const permissions = permissionsIn(role)
    const reached = channelLists.filter((list) => {
      const matches = (text: string) => permissions[list].some((entry) => matchesEntry(entry, text))
      return matches(name) && !matches(former)
    })
    return Permissions.parse(Object.fromEntries(reached.map((list) => [list, [id]])))
  })
  const [first] = beyond(given, own)
  if (first) throw forbidden('name-gives-permission', { name, permission: first })
}
