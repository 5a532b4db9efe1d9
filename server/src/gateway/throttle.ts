import { setTimeout as pause } from 'node:timers/promises'
import { toNetwork } from '../platform/network/to-network.ts'

/** After a quiet time `burst` refusals are answered at once, then one each `interval`. Times are milliseconds. */
const limits = { burst: 50, interval: 100, maxDelay: 2_000, maxNetworks: 10_000 }

export type Throttle = (address: string) => Promise<void>

/**
 * Delays the answers to an address that is refused again and again, so that a client that sends rubbish as fast as it can
 * takes next to nothing from the others. It delays refusals only, never an accepted request.
 */
export function createThrottle(
  now: () => number = Date.now,
  wait: (milliseconds: number) => Promise<unknown> = pause,
): Throttle {
  const due = new Map<string, number>()
  return async (address) => {
    const network = toNetwork(address)
    const earliest = now() - limits.burst * limits.interval
    const next = Math.min(Math.max(due.get(network) ?? 0, earliest) + limits.interval, now() + limits.maxDelay)
    due.delete(network)
    due.set(network, next)
    for (const oldest of due.keys()) {
      if (due.size <= limits.maxNetworks) break
      due.delete(oldest)
    }
    const late = next - now()
    if (late > 0) await wait(late)
  }
}
