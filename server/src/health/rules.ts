import type { FailureKind, RouteState } from '@mediary/contract/operations/health'

/** The reason why an exchange with an upstream was not good. */
export type UpstreamFailure = { kind: FailureKind; status?: number | undefined; message: string }

/** Exchanges with the same outcome in a row. Times are milliseconds. */
export type Run = { failure: UpstreamFailure | undefined; times: number; first: number; last: number }

/** The health of a route: the state of its upstream, and the outcomes that it follows from. */
export type Health = {
  /** Host and port. Another address begins anew. */
  address: string
  state: Exclude<RouteState, 'silent'>
  since: number
  lastGood: number | null
  lastTried: number
  lastFailure: (UpstreamFailure & { at: number }) | null
  /** The outcomes of the last exchanges, the newest at the end: 1 for a failure, 0 for a good answer. */
  recent: string
}

const maxRecent = 20
/** A route that answers some requests and fails others keeps its state until this many good answers in a row. */
const goodInARow = '0'.repeat(3)
const manyFailures = 5
const recentTime = 60_000

export const countFailures = (recent: string) => recent.replaceAll('0', '').length

/** Adds the runs of a report, from several workers, in the order of time. */
export const addRuns = (health: Health | undefined, address: string, runs: readonly Run[]): Health | undefined =>
  runs
    .toSorted((one, other) => one.last - other.last)
    .reduce<Health | undefined>((sum, run) => addRun(sum, address, run), health)

function addRun(former: Health | undefined, address: string, { failure, times, first, last }: Run): Health {
  const known = former?.address === address ? former : undefined
  const outcomes = (failure ? '1' : '0').repeat(Math.min(times, maxRecent))
  const recent = ((known?.recent ?? '') + outcomes).slice(-maxRecent)
  const lastFailure = failure ? { ...failure, at: last } : (known?.lastFailure ?? null)
  const state = failure ? toFailureState(failure.kind) : isUnsteady(recent, lastFailure?.at, last) ? 'failing' : 'up'
  return {
    address,
    state,
    since: known?.state === state ? known.since : first,
    lastGood: failure ? (known?.lastGood ?? null) : last,
    lastTried: Math.max(last, known?.lastTried ?? 0),
    lastFailure,
    recent,
  }
}

const toFailureState = (kind: FailureKind) => (kind === 'no-answer' ? 'down' : 'failing')

/** The last answer was good, but many before it were not: without this rule such a route would change its state with each request. */
const isUnsteady = (recent: string, lastFailure = 0, now: number) =>
  countFailures(recent) >= manyFailures && !recent.endsWith(goodInARow) && now - lastFailure < recentTime
