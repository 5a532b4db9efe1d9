const minute = 60_000

/** A shorter outage is not told: a restart of an upstream takes a few seconds. */
const minOutage = minute

/** A route to an upstream, with the state that real traffic shows. */
export type WatchedRoute = { channel: string; address: string; state: 'up' | 'failing' | 'down'; since: number }

/** An outage that people have been told about. */
export type KnownOutage = { address: string; began: number }

/** An upstream that no request reaches, and the channels that need it. */
export type Outage = KnownOutage & { channels: string[] }

/** Returns the outages that have begun and those that have ended. Several channels may need one upstream: it is told once. */
export function findChanges(routes: readonly WatchedRoute[], known: readonly KnownOutage[], now: number) {
  const byAddress = Map.groupBy(routes, ({ address }) => address)
  const began = [...byAddress].flatMap(([address, all]): Outage[] => {
    const down = all.filter(({ state, since }) => state === 'down' && since <= now - minOutage)
    if (down.length === 0 || known.some((one) => one.address === address)) return []
    const since = Math.min(...down.map((route) => route.since))
    return [{ address, began: since, channels: [...new Set(down.map(({ channel }) => channel))].sort() }]
  })
  const ended = known.filter(({ address }) => byAddress.get(address)?.every(({ state }) => state !== 'down') ?? true)
  return { began, ended }
}
