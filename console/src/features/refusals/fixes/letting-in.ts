import type { Client } from '@mediary/contract/clients'
import type { Permissions } from '@mediary/contract/permission'
import { mayWith } from '../../../lib/permissions.ts'

type Member = Pick<Client, '_id' | 'clientID' | 'roles' | 'timedRoles'>

/**
 * Decides like the server whether a user may let in everybody behind a name: a role or a Client ID. Whoever manages only
 * some channels must manage the role, or every client that comes in with it. `clients` holds all clients, or is undefined
 * for a user who may not see them all.
 */
export function mayLetIn(
  granted: Permissions | undefined,
  name: string,
  client: Member,
  clients: readonly Member[] | undefined,
): boolean {
  if (mayWith(granted, 'channel-manage-all') || mayWith(granted, 'client-role-manage-all', name)) return true
  if (name === client.clientID) return mayWith(granted, 'client-manage-all', client._id)
  const comesIn = ({ clientID, roles, timedRoles = [] }: Member) =>
    clientID === name || roles.includes(name) || timedRoles.some(({ role }) => role === name)
  return clients?.filter(comesIn).every(({ _id }) => mayWith(granted, 'client-manage-all', _id)) ?? false
}
