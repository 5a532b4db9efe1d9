import { setTimeout as pause } from 'node:timers/promises'
import { networkOf } from '../platform/http/network.ts'

/** Refusals that are answered at once when there were none for a while; then one in so many milliseconds; and how long one waits at most. */
const bounds = { burst: 50, interval: 100, longest: 2_000, remembered: 10_000 }

export type Slowing = (address: string) => Promise<void>

/**
 * Who is turned away again and again waits for the answers: so one client that sends rubbish as fast as it can takes next to nothing
 * from the others. It counts for an address, and holds back refusals only, never a request that is taken.
 */
export function slowing(
  now: () => number = Date.now,
  wait: (milliseconds: number) => Promise<unknown> = pause,
): Slowing {
  const due = new Map<string, number>()
  return async (address) => {
    const network = networkOf(address)
    const earliest = now() - bounds.burst * bounds.interval
    const next = Math.min(Math.max(due.get(network) ?? 0, earliest) + bounds.interval, now() + bounds.longest)
    due.delete(network)
    due.set(network, next)
    for (const oldest of due.keys()) {
      if (due.size <= bounds.remembered) break
      due.delete(oldest)
    }
    const late = next - now()
    if (late > 0) await wait(late)
  }
}
