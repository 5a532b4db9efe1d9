import type { Metric } from '@mediary/contract/operations/metrics'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { addTimes, type ResponseTimes } from './response-times/rules.ts'

/** The requests of a channel in a span of time: their number, duration in milliseconds, and outcomes. */
export type Tally = {
  requests: number
  totalTime: number
  minTime: number
  maxTime: number
  failed: number
  successful: number
  processing: number
  completed: number
  completedWithErrors: number
  times: ResponseTimes
}
export type Ending = Exclude<keyof Tally, 'requests' | 'totalTime' | 'minTime' | 'maxTime' | 'times'>

/** Maps a status to its counter. Transactions that wait for a mediator have no counter of their own. */
export const endingOf = {
  Failed: 'failed',
  Successful: 'successful',
  Processing: 'processing',
  'Pending Async': 'processing',
  Completed: 'completed',
  'Completed with error(s)': 'completedWithErrors',
} as const satisfies Record<TransactionStatus, Ending>

export const emptyTally = (): Tally => ({
  requests: 0,
  totalTime: 0,
  minTime: Number.POSITIVE_INFINITY,
  maxTime: 0,
  failed: 0,
  successful: 0,
  processing: 0,
  completed: 0,
  completedWithErrors: 0,
  times: [],
})

export const added = (a: Tally, b: Tally): Tally => ({
  requests: a.requests + b.requests,
  totalTime: a.totalTime + b.totalTime,
  minTime: Math.min(a.minTime, b.minTime),
  maxTime: Math.max(a.maxTime, b.maxTime),
  failed: a.failed + b.failed,
  successful: a.successful + b.successful,
  processing: a.processing + b.processing,
  completed: a.completed + b.completed,
  completedWithErrors: a.completedWithErrors + b.completedWithErrors,
  times: addTimes(a.times, b.times),
})

/** The rows that are kept: minutes for a day, hours for a year, days for good. */
export const kinds = ['minute', 'hour', 'day'] as const
export type Kind = (typeof kinds)[number]

/** Milliseconds after which a row is removed. */
export const keptFor = { minute: 24 * 3_600_000, hour: 400 * 86_400_000, day: Number.POSITIVE_INFINITY } as const

/** OpenHIM's rule: longer buckets are told as their days, and an unknown word means hours. */
export function toKind(breakdown: string): Kind {
  if (breakdown === 'minute') return 'minute'
  return ['day', 'week', 'month', 'year'].includes(breakdown) ? 'day' : 'hour'
}

/** Milliseconds that a time zone is ahead of UTC at an instant. */
export type OffsetAt = (at: number) => number

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** Returns the start of the bucket of an instant. A day starts at midnight in the zone of the metrics; an hour, in UTC. */
export function findStart(kind: Kind, at: number, offsetAt: OffsetAt): number {
  if (kind === 'minute') return Math.floor(at / minute) * minute
  if (kind === 'hour') return Math.floor(at / hour) * hour
  const midnight = Math.floor((at + offsetAt(at)) / day) * day
  // The clock may have been changed between midnight and now.
  return midnight - offsetAt(midnight - offsetAt(at))
}

/** The parts of an instant as OpenHIM tells them: `day` is that of the week, January is 0. */
export function toDateParts(at: number, offsetAt: OffsetAt): Omit<Metric['_id'], 'channelID'> {
  const local = new Date(at + offsetAt(at))
  return {
    minute: local.getUTCMinutes(),
    hour: local.getUTCHours(),
    day: local.getUTCDay(),
    week: findWeek(local),
    month: local.getUTCMonth(),
    year: local.getUTCFullYear(),
  }
}

/** Weeks start on Sunday; the first is the one that holds 1 January, also when it starts in the year before. */
function findWeek(local: Date) {
  const year = local.getUTCFullYear()
  const firstWeek = (of: number) => Date.UTC(of, 0, 1) - new Date(Date.UTC(of, 0, 1)).getUTCDay() * day
  if (local.getTime() >= firstWeek(year + 1)) return 1
  return Math.floor((local.getTime() - firstWeek(year)) / (7 * day)) + 1
}
