import { type CompiledChannel, mayUse } from '../channels/index.ts'
import type { Arrival } from './arrival.ts'
import type { Identified } from './credentials.ts'
import type { Gateway } from './gateway.ts'
import { Refused } from './refused.ts'

/** Throws unless the channel lets this caller in: 401 when nobody was recognised, 403 when the caller is known. */
export function authorise(
  { compat }: Gateway,
  caller: Identified,
  channel: CompiledChannel,
  { address }: Arrival,
): void {
  const decision = mayUse(caller.client, channel, address)
  if (decision === 'allowed') return
  const { name } = channel.channel
  const about = { client: caller.claimed, channel: name }
  switch (decision) {
    case 'unknown':
      throw new Refused(
        'identify',
        401,
        caller.failures.join('; ') || `The request has no credential, and the channel "${name}" is private`,
        about,
      )
    case 'not-allowed':
      throw new Refused(
        'authorise',
        compat.openhim ? 401 : 403,
        `Neither client "${caller.claimed}" nor one of its roles may use the channel "${name}"`,
        about,
      )
    case 'address':
      throw new Refused(
        'authorise',
        compat.openhim ? 401 : 403,
        `The address ${address} may not use the channel "${name}"`,
        about,
      )
  }
}
