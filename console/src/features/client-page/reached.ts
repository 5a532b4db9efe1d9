// Finds the channels that a client may reach, and through what.
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'

type Access = Pick<Channel, 'status' | 'authType' | 'allow'>

/** A channel that a client may reach: everybody may, the channel allows the client itself, or these of its roles. */
export type Reached<C extends Access> = { channel: C; isPublic: boolean; byClient: boolean; roles: string[] }

export function findReached<C extends Access>(
  { clientID, roles }: Pick<Client, 'clientID' | 'roles'>,
  channels: readonly C[],
): Reached<C>[] {
  return channels
    .filter(({ status }) => status !== 'deleted')
    .map((channel) => ({
      channel,
      isPublic: channel.authType === 'public',
      byClient: channel.allow.includes(clientID),
      roles: roles.filter((role) => channel.allow.includes(role)),
    }))
    .filter(({ isPublic, byClient, roles }) => isPublic || byClient || roles.length > 0)
}

/** Returns the roles of a client that open none of the channels. */
export const findIdleRoles = ({ roles }: Pick<Client, 'roles'>, channels: readonly Access[]): string[] =>
  roles.filter((role) => !channels.some(({ allow, status }) => status !== 'deleted' && allow.includes(role)))
