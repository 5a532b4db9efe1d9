// Delays the answers to those who are refused again and again.
import type { RefusalCode } from '@mediary/contract/operations/refusals'
import { toNetwork } from '../platform/network/to-network.ts'

/**
 * After a quiet time `burst` refusals are answered `spacing` apart, then one each `interval`. Times are milliseconds.
 * `maxDelay` bounds what the interval adds. The spacing of a client is not bounded by it, so that a flood on many connections
 * is answered no faster than one on a few.
 */
const limits = { burst: 50, spacing: 10, interval: 100, maxDelay: 2_000, maxParties: 10_000 }
const maxHeld = { ofOneParty: 500, inAll: 5_000 }

/** `client`: the id of a client that was recognised. */
type RefusedParty = { client: string | undefined; address: string; code: RefusalCode }

export type Throttle = ReturnType<typeof createThrottle>

/** `due`: when an answer would leave at the steady pace. `last`: when the last one leaves. `held`: how many wait. */
type Pace = { due: number; last: number; held: number }

/**
 * Delays the answers to a party that is refused again and again, so that one that sends as fast as it can takes next to nothing
 * from the others. It delays refusals only, never an accepted request.
 */
export function createThrottle(now: () => number = () => performance.now()) {
  const paces = new Map<string, Pace>()
  const waiting = new Set<() => void>()
  let isReleased = false

  const findPace = (party: string): Pace => {
    const pace = paces.get(party) ?? { due: 0, last: 0, held: 0 }
    paces.delete(party)
    paces.set(party, pace)
    for (const oldest of paces.keys()) {
      if (paces.size <= limits.maxParties) break
      paces.delete(oldest)
    }
    return pace
  }

  const wait = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        waiting.delete(end)
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      waiting.add(end)
    })

  return {
    /** Resolves when the answer may leave. Resolves to false when too many answers wait: then the connection must end with it. */
    async hold(refused: RefusedParty): Promise<boolean> {
      if (isReleased) return true
      const pace = findPace(toParty(refused))
      if (pace.held >= maxHeld.ofOneParty || waiting.size >= maxHeld.inAll) return false
      const late = advance(pace, now(), refused.client === undefined)
      if (late <= 0) return true
      pace.held++
      await wait(late)
      pace.held--
      return true
    },

    /** Lets all answers leave, and holds none from now on. */
    release() {
      isReleased = true
      for (const end of waiting) end()
    },
  }
}

/** Returns how long the next answer waits. Many strangers may share an address, so none of them waits longer than `maxDelay`. */
function advance(pace: Pace, now: number, isStranger: boolean): number {
  const earliest = now - limits.burst * limits.interval
  pace.due = Math.min(Math.max(pace.due, earliest) + limits.interval, now + limits.maxDelay)
  const spaced = pace.last + limits.spacing
  pace.last = Math.max(now, pace.due, isStranger ? Math.min(spaced, now + limits.maxDelay) : spaced)
  return pace.last - now
}

/**
 * Names who waits. Nobody waits for a client behind the same address. A limit counts a client wherever it sends from; for anything
 * else, its sites do not wait for each other.
 */
function toParty({ client, address, code }: RefusedParty): string {
  if (client === undefined) return toNetwork(address)
  return code === 'over-limit' ? client : `${client} ${toNetwork(address)}`
}
