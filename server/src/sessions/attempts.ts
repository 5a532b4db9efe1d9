import type { CallerAddress } from '../platform/http/caller-address.ts'
import { tooManyRequests, unavailable } from '../platform/http/problem.ts'
import { toNetwork } from '../platform/network/to-network.ts'

const window = 300_000
const bounds = { failures: 10, spread: 50, remembered: 10_000, account: 254, hashing: 4, waiting: 100 }

type AttemptOptions = {
  now?: () => number
  reason?: 'too-many-passwords' | 'too-many-codes' | 'too-many-link-requests'
  /** Counts failures for the connection, too: whoever connects can claim to be a proxy, and write any address. */
  countConnections?: boolean
}
export type Attempts = ReturnType<typeof attempts>

/**
 * Slows down guessing. Failures count for an account from one address: nobody can lock out somebody else. They also
 * count for the address, whatever the account, against one password tried for everybody; an account that has signed in
 * from there before is not held back by others behind the same address. Hashing is costly on purpose, so only a few
 * passwords are verified at once.
 */
export function attempts({
  now = Date.now,
  reason = 'too-many-passwords',
  countConnections = false,
}: AttemptOptions = {}) {
  const failures = counted(now)
  const spread = counted(now)
  const known = new Set<string>()
  const inTurn = turns()

  const refuse = ({ key, network, connectionKey }: AttemptKeys) => {
    const held = failures.heldBack(key, bounds.failures)
    const strangerHeld = known.has(key)
      ? undefined
      : (spread.heldBack(network, bounds.spread) ?? failures.heldBack(connectionKey, bounds.failures))
    const retryAfter = held ?? strangerHeld
    if (retryAfter === undefined) return
    throw tooManyRequests(reason, {}, { retryAfter })
  }

  return async (account: string, from: CallerAddress, verify: () => Promise<boolean>): Promise<boolean> => {
    const keys = toKeys(account, from)
    refuse(keys)
    return inTurn(async () => {
      // Again: the ones that came before it in the queue may have failed.
      refuse(keys)
      const { key, network, connectionKey } = keys
      const right = await verify()
      if (right) {
        failures.forgive(key)
        remember(known, key)
      } else {
        failures.add(key)
        spread.add(network)
        if (countConnections) failures.add(connectionKey)
      }
      return right
    })
  }
}

type AttemptKeys = { key: string; network: string; connectionKey: string }

function toKeys(account: string, { address, connection }: CallerAddress): AttemptKeys {
  const name = account.trim().toLowerCase().slice(0, bounds.account)
  const network = toNetwork(address)
  return { key: `${name} ${network}`, network, connectionKey: `${name} by ${toNetwork(connection)}` }
}

/** Limits how often an address asks for something, for one account and for all of them. */
export function requestLimit(options: AttemptOptions) {
  const count = attempts(options)
  return (account: string, from: CallerAddress) => count(account, from, async () => false)
}

/** Failures within the window, for as many keys as are remembered. */
function counted(now: () => number) {
  const failures = new Map<string, { times: number; since: number }>()
  const of = (key: string) => {
    const kept = failures.get(key)
    return kept && kept.since > now() - window ? kept : { times: 0, since: now() }
  }
  return {
    /** For how many seconds, when there were too many. */
    heldBack(key: string, max: number): number | undefined {
      const { times, since } = of(key)
      return times < max ? undefined : (since + window - now()) / 1000
    },
    add(key: string) {
      const { times, since } = of(key)
      failures.delete(key)
      failures.set(key, { times: times + 1, since })
      forgetOldest(failures)
    },
    forgive: (key: string) => void failures.delete(key),
  }
}

function remember(known: Set<string>, key: string) {
  known.delete(key)
  known.add(key)
  forgetOldest(known)
}

function forgetOldest(kept: Map<string, unknown> | Set<string>) {
  for (const oldest of kept.keys()) {
    if (kept.size <= bounds.remembered) break
    kept.delete(oldest)
  }
}

/** Limits how many tasks run at once. A bounded number of others wait in order. */
function turns() {
  const waiting: (() => void)[] = []
  const state = { running: 0 }

  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= bounds.waiting) throw unavailable('passwords-busy', {}, { retryAfter: 1 })
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
