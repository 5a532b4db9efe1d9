// Decides what a process may admit, from what all processes have used. It reads no clock and no store.
import type { LimitName, Limits } from '@mediary/contract/limits'

/** The use of all processes together. Times are epoch milliseconds; `day` is a date in UTC. */
export type Usage = {
  /** Requests that may come at once: a bucket that fills with the rate (token bucket). */
  tokens: number
  at: number
  day: string
  requests: number
  bytes: number
  refused: number
  /** The places for requests under way, by process. */
  places: Record<string, { held: number; at: number }>
}

/** The request of one process for more, with its report. */
export type Demand = {
  process: string
  /** Requests that it wants to admit. */
  requests: number
  /** Requests that were granted to it and that it gives back. */
  unused: number
  /** Places for requests under way that it wants to hold from now on. */
  places: number
  bytes: number
  refused: number
}

export type Grant = {
  requests: number
  places: number
  /** Why not everything was granted, and when it is worth asking again. */
  exhausted: { limit: LimitName; until: number } | undefined
}

/** A process that has not reported for so long is gone, and its places are free. */
const placesLifetime = 15_000
const dayLength = 86_400_000
/** Asking again sooner would find next to nothing. */
const minPause = 50

export const toDay = (at: number) => new Date(at).toISOString().slice(0, 10)

export const emptyUsage = (at: number): Usage => ({
  tokens: Number.POSITIVE_INFINITY,
  at,
  day: toDay(at),
  requests: 0,
  bytes: 0,
  refused: 0,
  places: {},
})

type Rate = { requestsPerSecond?: number | undefined; burst?: number | undefined }

export const findBurst = ({ burst, requestsPerSecond = 1 }: Rate) => burst ?? Math.max(1, Math.ceil(requestsPerSecond))

/** Returns the usage at a later moment. The clocks of nodes differ, so time never goes back. */
export function advance(usage: Usage, limits: Rate, now: number): Usage {
  const at = Math.max(usage.at, now)
  const day = toDay(at)
  const filled = usage.tokens + ((at - usage.at) / 1000) * (limits.requestsPerSecond ?? 0)
  const today = day === usage.day ? usage : { ...usage, requests: 0, bytes: 0, refused: 0 }
  const places = Object.entries(usage.places).filter(([, held]) => held.at > at - placesLifetime)
  return { ...today, day, at, tokens: Math.min(findBurst(limits), filled), places: Object.fromEntries(places) }
}

/** Takes what is reported into the usage, and grants what is left. */
export function take(usage: Usage, limits: Limits, demand: Demand, now: number): { usage: Usage; grant: Grant } {
  const next = advance(usage, limits, now)
  next.tokens = Math.min(findBurst(limits), next.tokens + demand.unused)
  next.requests = Math.max(0, next.requests - demand.unused)
  next.bytes += demand.bytes
  next.refused += demand.refused
  const places = takePlaces(next, limits, demand)
  const { requests, exhausted } = takeRequests(next, limits, demand)
  const grant = { requests, places, exhausted: exhausted ?? findMissingPlaces(limits, demand, places, next.at) }
  return { usage: next, grant }
}

function takeRequests(next: Usage, limits: Limits, { requests: wanted }: Demand) {
  const { requestsPerSecond, requestsPerDay, bytesPerDay } = limits
  const tomorrow = (Math.floor(next.at / dayLength) + 1) * dayLength
  const leftToday = requestsPerDay === undefined ? wanted : Math.max(0, requestsPerDay - next.requests)
  const tokens = requestsPerSecond === undefined ? wanted : Math.floor(next.tokens)
  const bytesAreUsed = bytesPerDay !== undefined && next.bytes >= bytesPerDay
  const requests = bytesAreUsed ? 0 : Math.min(wanted, leftToday, tokens)
  if (requestsPerSecond !== undefined) next.tokens -= requests
  next.requests += requests
  const exhaust = (limit: LimitName, until: number) => ({ requests, exhausted: { limit, until } })
  if (requests >= wanted) return { requests, exhausted: undefined }
  if (bytesAreUsed) return exhaust('bytesPerDay', tomorrow)
  if (leftToday <= tokens) return exhaust('requestsPerDay', tomorrow)
  return exhaust('requestsPerSecond', next.at + findPause(next.tokens, limits))
}

/** Returns the milliseconds until the bucket holds a request, and then as many as are worth asking for. */
function findPause(tokens: number, limits: Rate) {
  const { requestsPerSecond = 1 } = limits
  const untilNext = ((1 - tokens) / requestsPerSecond) * 1000
  const untilHalfFull = (findBurst(limits) / requestsPerSecond) * 500
  return Math.ceil(Math.max(1, untilNext, Math.min(minPause, untilHalfFull)))
}

function takePlaces(next: Usage, { concurrentRequests }: Limits, { process, places: wanted }: Demand) {
  if (concurrentRequests === undefined) return 0
  const others = Object.entries(next.places).filter(([id]) => id !== process)
  const held = others.reduce((sum, [, one]) => sum + one.held, 0)
  const granted = Math.max(0, Math.min(wanted, concurrentRequests - held))
  next.places = { ...Object.fromEntries(others), ...(granted && { [process]: { held: granted, at: next.at } }) }
  return granted
}

function findMissingPlaces({ concurrentRequests }: Limits, demand: Demand, places: number, at: number) {
  if (concurrentRequests === undefined || places >= demand.places) return undefined
  return { limit: 'concurrentRequests' as const, until: at + minPause }
}
