import type { NoticeKind } from '@mediary/contract/operations/notices'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Milliseconds between the attempts. The last pause repeats. */
const pauses = [10 * second, minute, 5 * minute, 15 * minute, 30 * minute, hour, 2 * hour]
/** Attempts until a notice has failed: those of three days. */
const maxAttempts = 42

/** Milliseconds until an attempt ends, whatever the receiver does. */
export const attemptTimeout = 45 * second
/** A delivery that takes longer belongs to a process that is dead: another one takes it. */
export const claimFor = minute

/** A sent notice and a failed one are deleted after so long. A notice with the same key is not made again within this time. */
export const keepFor = 90 * 24 * hour

/** Returns when the next attempt is made after so many failed ones; undefined when it was the last. */
export const findNextAttempt = (failed: number, now: number): number | undefined =>
  failed >= maxAttempts ? undefined : now + (pauses[Math.min(failed, pauses.length) - 1] ?? 0)

/** Tells if another attempt follows one that failed. A person waits for the outcome of a test. */
export const isRepeated = (kind: NoticeKind) => kind !== 'test'

/** Tells if the text of a notice is deleted when it was sent. */
export const isSentOnce = (kind: NoticeKind) => kind === 'password-link'
