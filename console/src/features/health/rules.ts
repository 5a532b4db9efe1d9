import type { RouteHealth, RouteState } from '@mediary/contract/operations/health'

const order: readonly RouteState[] = ['down', 'failing', 'silent', 'up']

/** Returns the state of a channel: the worst of its routes. A route without traffic counts only when every route is without. */
export function findChannelState(routes: readonly RouteHealth[], channel: string): RouteState | undefined {
  const states = new Set(routes.filter(({ channelID }) => channelID === channel).map(({ state }) => state))
  if (states.has('up')) states.delete('silent')
  return order.find((state) => states.has(state))
}

/** Returns since when a channel is down or failing: the first of its routes in that state. */
export const findTroubleStart = (routes: readonly RouteHealth[], channel: string, state: RouteState) =>
  routes
    .filter((route) => route.channelID === channel && route.state === state && isTroubled(route))
    .map(({ since }) => since)
    .sort()[0]

export const isTroubled = ({ state }: Pick<RouteHealth, 'state'>) => state === 'down' || state === 'failing'
