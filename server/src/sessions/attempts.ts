import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import { tooManyRequests, unavailable } from '../platform/problem.ts'

const window = 300_000
const bounds = { failures: 10, remembered: 10_000, account: 254, hashing: 4, waiting: 100 }

export type Attempts = ReturnType<typeof attempts>

/**
 * Slows down guessing. Failures count for an account from one address: nobody can lock out somebody else. Hashing is
 * costly on purpose, so only a few passwords are verified at once.
 */
export function attempts(now: () => number = Date.now) {
  const failures = new Map<string, { times: number; since: number }>()
  const inTurn = turns()

  const failuresOf = (key: string) => {
    const known = failures.get(key)
    return known && known.since > now() - window ? known : { times: 0, since: now() }
  }
  const refuse = (key: string) => {
    const { times, since } = failuresOf(key)
    if (times < bounds.failures) return
    const retryAfter = (since + window - now()) / 1000
    throw tooManyRequests('Too many wrong passwords: try again in a few minutes', { retryAfter })
  }
  const failed = (key: string) => {
    const { times, since } = failuresOf(key)
    failures.delete(key)
    failures.set(key, { times: times + 1, since })
    for (const oldest of failures.keys()) {
      if (failures.size <= bounds.remembered) break
      failures.delete(oldest)
    }
  }

  return async (account: string, address: string, verify: () => Promise<boolean>): Promise<boolean> => {
    const key = `${account.trim().toLowerCase().slice(0, bounds.account)} ${networkOf(address)}`
    refuse(key)
    return inTurn(async () => {
      // Again: the ones that came before it in the queue may have failed.
      refuse(key)
      const right = await verify()
      if (right) failures.delete(key)
      else failed(key)
      return right
    })
  }
}

/** One household or machine has a whole /64 of IPv6 (RFC 6177). */
const networkOf = (address: string) =>
  isIPv6(address) && !ipaddr.IPv6.parse(address).isIPv4MappedAddress()
    ? ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()
    : address.slice(0, 64)

/** Lets a few pieces of work run at once; the others wait in order, and not too many. */
function turns() {
  const waiting: (() => void)[] = []
  const state = { running: 0 }

  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= bounds.waiting)
      throw unavailable('Too many passwords are being verified: try again in a moment', { retryAfter: 1 })
    if (state.running < bounds.hashing) state.running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The turn is handed on, so that nobody who comes now overtakes those who wait.
      const next = waiting.shift()
      if (next) next()
      else state.running--
    }
  }
}
