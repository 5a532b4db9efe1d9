import { tooManyRequests, unavailable } from '../platform/problem.ts'

const window = 300_000
const bounds = { failures: 10, remembered: 10_000, hashing: 4, waiting: 100 }

export type Attempts = ReturnType<typeof attempts>

/**
 * Slows down guessing. Failures count for an account from one address: nobody can lock out somebody else. Hashing is
 * costly on purpose, so only a few passwords are verified at once.
 */
export function attempts() {
  const failures = new Map<string, { times: number; since: number }>()
  const waiting: (() => void)[] = []
  const state = { running: 0 }

  const inTurn = async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= bounds.waiting)
      throw unavailable('Too many passwords are being verified: try again in a moment')
    if (state.running >= bounds.hashing) await new Promise<void>((resolve) => waiting.push(resolve))
    state.running++
    return work().finally(() => {
      state.running--
      waiting.shift()?.()
    })
  }

  return async (account: string, address: string, verify: () => Promise<boolean>): Promise<boolean> => {
    const key = `${account.toLowerCase()} ${address}`
    const known = failures.get(key)
    const current = known && known.since > Date.now() - window ? known : { times: 0, since: Date.now() }
    if (current.times >= bounds.failures) throw tooManyRequests('Too many wrong passwords: try again in a few minutes')
    const right = await inTurn(verify)
    failures.delete(key)
    if (right) return true
    current.times++
    failures.set(key, current)
    for (const oldest of failures.keys()) {
      if (failures.size <= bounds.remembered) break
      failures.delete(oldest)
    }
    return false
  }
}
