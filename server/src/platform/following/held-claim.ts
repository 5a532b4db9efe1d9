import type { Claims } from '../database/claims.ts'

/** `claim`: how long the claim lasts. `renewClaim`: after how long it is renewed. Milliseconds. */
export type ClaimTimes = { claim: number; renewClaim: number }

/**
 * Holds the claim to work that one process of an installation does. A claim is a write: it is renewed well before it
 * expires, and not in each round.
 */
export function heldClaim(claims: Pick<Claims, 'take'>, work: string, times: ClaimTimes) {
  let takenAt = Number.NEGATIVE_INFINITY
  return {
    async hold(): Promise<boolean> {
      if (performance.now() - takenAt < times.renewClaim) return true
      if (!(await claims.take(work, times.claim))) return false
      takenAt = performance.now()
      return true
    },
    /** The next round asks the store again. */
    forget() {
      takenAt = Number.NEGATIVE_INFINITY
    },
  }
}
