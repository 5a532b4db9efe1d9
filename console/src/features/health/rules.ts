import type { RouteHealth, RouteState } from '@mediary/contract/operations/health'

const order: readonly RouteState[] = ['down', 'failing', 'silent', 'up']

/** Returns the state of a channel: the worst of its routes. A route without traffic counts only when every route is without. */
export function findChannelState(routes: readonly RouteHealth[], channel: string): RouteState | undefined {
  const states = new Set(routes.filter(({ channelID }) => channelID === channel).map(({ state }) => state))
  if (states.has('up')) states.delete('silent')
  return order.find((state) => states.has(state))
}

export const isTroubled = ({ state }: Pick<RouteHealth, 'state'>) => state === 'down' || state === 'failing'
