import type { CallerAddress } from '../platform/http/caller-address.ts'
import { tooManyRequests, unavailable } from '../platform/http/problem.ts'
import { toNetwork } from '../platform/network/to-network.ts'
import type { AttemptStore } from './attempt-store.ts'

const bounds = { failures: 10, spread: 50, remembered: 10_000, account: 254, hashing: 4, waiting: 100 }

type AttemptOptions = {
  /** Counts the attempts of all nodes. */
  store: AttemptStore
  now?: () => number
  reason?: 'too-many-passwords' | 'too-many-codes' | 'too-many-link-requests'
  /** Counts failures for the connection, too: whoever connects can claim to be a proxy, and write any address. */
  countConnections?: boolean
}
export type Attempts = ReturnType<typeof attempts>

/**
 * Slows down guessing. Failures count for an account from one address: nobody can lock out somebody else. They also
 * count for the address, whatever the account, against one password tried for everybody; an account that has signed in
 * from there before is not held back by others behind the same address. Each attempt is counted in the store before it is made, and taken
 * back when it was right: so attempts at once are counted, too, on whatever nodes. Hashing is costly on purpose, so only a few passwords
 * are verified at once.
 */
export function attempts({
  store,
  now = Date.now,
  reason = 'too-many-passwords',
  countConnections = false,
}: AttemptOptions) {
  const held = heldBack(now)
  const inTurn = turns()
  const refuse = (retryAfter: number) => {
    throw tooManyRequests(reason, {}, { retryAfter })
  }

  /** A flood of guesses costs no write: this process remembers whom it holds back. */
  const refuseHeld = async ({ own, others }: AttemptKeys) => {
    const ownWait = held.find(own)
    if (ownWait !== undefined) refuse(ownWait)
    const otherWait = held.find(...others.map(({ key }) => key))
    if (otherWait !== undefined && !(await store.isProved(own))) refuse(otherWait)
  }

  const countAttempt = async ({ own, others }: AttemptKeys) => {
    const counted = await store.count([own, ...others.map(({ key }) => key)])
    const isProved = counted.get(own)?.isProved === true
    const limits = [{ key: own, max: bounds.failures }, ...others]
    for (const { key, max } of limits) {
      const { failures = 0, untilForgotten = 0 } = counted.get(key) ?? {}
      if (failures > max) held.add(key, untilForgotten)
      if (failures > max && (key === own || !isProved)) refuse(untilForgotten / 1000)
    }
  }

  return async (account: string, from: CallerAddress, verify: () => Promise<boolean>): Promise<boolean> => {
    const keys = toKeys(account, from, { reason, countConnections })
    await refuseHeld(keys)
    return inTurn(async () => {
      // Again: the ones that came before it in the queue may have failed.
      await refuseHeld(keys)
      await countAttempt(keys)
      const right = await verify()
      const others = keys.others.map(({ key }) => key)
      if (right) await store.forgive(keys.own, others)
      return right
    })
  }
}

type AttemptKeys = { own: string; others: { key: string; max: number }[] }

function toKeys(
  account: string,
  { address, connection }: CallerAddress,
  { reason, countConnections }: { reason: string; countConnections: boolean },
): AttemptKeys {
  const name = account.trim().toLowerCase().slice(0, bounds.account)
  const network = toNetwork(address)
  const byConnection = { key: `${reason} ${name} by ${toNetwork(connection)}`, max: bounds.failures }
  return {
    own: `${reason} ${name} ${network}`,
    others: [{ key: `${reason} ${network}`, max: bounds.spread }, ...(countConnections ? [byConnection] : [])],
  }
}

/** Limits how often an address asks for something, for one account and for all of them. */
export function requestLimit(options: AttemptOptions) {
  const count = attempts(options)
  return (account: string, from: CallerAddress) => count(account, from, async () => false)
}

/** Remembers until when keys are held back. */
function heldBack(now: () => number) {
  const until = new Map<string, number>()
  return {
    add(key: string, milliseconds: number) {
      until.delete(key)
      until.set(key, now() + milliseconds)
      for (const oldest of until.keys()) {
        if (until.size <= bounds.remembered) break
        until.delete(oldest)
      }
    },
    /** For how many seconds the first of these keys that is held back will be. */
    find(...keys: string[]): number | undefined {
      const waits = keys.map((key) => (until.get(key) ?? 0) - now()).filter((wait) => wait > 0)
      return waits[0] === undefined ? undefined : waits[0] / 1000
    },
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
