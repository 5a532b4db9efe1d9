// Decides from its heartbeats how a mediator is, and which channels send to it.
import type { Channel } from '@mediary/contract/channels'
import type { Mediator } from '@mediary/contract/mediators'

export type Health = 'alive' | 'late' | 'silent' | 'never'

const maxAlive = 60_000
const maxLate = 600_000

/** Returns how a mediator is. A clock that is a little ahead of the server's makes no difference. */
export function judgeHealth(lastHeartbeat: string | undefined, now: number): Health {
  if (lastHeartbeat === undefined) return 'never'
  const age = now - Date.parse(lastHeartbeat)
  if (age <= maxAlive) return 'alive'
  return age <= maxLate ? 'late' : 'silent'
}

/** Returns when a mediator was started, by its last heartbeat. */
export const findStart = ({ _lastHeartbeat, _uptime }: Mediator): number | undefined =>
  _lastHeartbeat === undefined || _uptime === undefined ? undefined : Date.parse(_lastHeartbeat) - _uptime * 1000

const toAddress = (host: unknown, port: unknown) => `${host}:${port}`.toLowerCase()

/** Returns the channels that send to an endpoint of a mediator. */
export function findUsers<C extends Pick<Channel, 'status' | 'routes'>>(
  { endpoints }: Pick<Mediator, 'endpoints'>,
  channels: readonly C[],
): C[] {
  const own = new Set(endpoints.map(({ host, port }) => toAddress(host, port)))
  return channels.filter(
    ({ status, routes }) => status !== 'deleted' && routes.some(({ host, port }) => own.has(toAddress(host, port))),
  )
}
