// The limits of the rules about the installation.
const minute = 60_000
const hour = 60 * minute

/** A disk is nearly full below the first share of free space, and has room again above the second. */
const freeShare = { began: 0.1, ended: 0.12 }

/** Tells if a disk is nearly full. Two limits keep a disk at the edge from ending and beginning again and again. */
export const isNearlyFull = ({ free, size }: { free: number; size: number }, isKnown: boolean) =>
  size > 0 && free / size < (isKnown ? freeShare.ended : freeShare.began)

/** Milliseconds after which waiting work is told: nobody works on it, or more comes than is done. */
export const maxWait = { deliveries: hour, polling: 15 * minute, tasks: 15 * minute, audits: hour }

/** Milliseconds. A node that begins again is there sooner. */
export const minNodeAbsence = 2 * minute

/** A client is refused when so many of its requests were refused within `window`, and none was accepted. */
const refusedLimit = { requests: 5, window: 30 * minute }
/** A client that does not try any more is forgotten. */
export const forgetRefused = 24 * hour
export const refusedWindow = refusedLimit.window

/** The facts of two looks at a client. `accepted`: its accepted requests between them; undefined at the first look. */
type RefusedFacts = { refused: number; lastRefused: number; accepted: number | undefined; everAccepted: boolean }

/** Tells if a client that used to succeed is refused. */
export function isRefused(facts: RefusedFacts, isKnown: boolean, now: number): boolean {
  const { refused, lastRefused, accepted, everAccepted } = facts
  if (accepted === undefined) return isKnown
  if (accepted > 0) return false
  if (isKnown) return now - lastRefused < forgetRefused
  return everAccepted && refused >= refusedLimit.requests
}
