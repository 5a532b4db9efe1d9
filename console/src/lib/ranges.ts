// The named time ranges of lists, and the moments that people type.
import type { TimeRange } from './time-ranges.ts'
import { readOffset } from './times.ts'

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]

const findOffset = (at: number, zone: string | undefined) => readOffset(zone)(at)

/** Returns midnight at the start of the day that is `before` days before the one of `now`. */
function findMidnight(now: number, zone: string | undefined, before = 0): number {
  const local = Math.floor((now + findOffset(now, zone)) / day) * day - before * day
  // The clock may have been changed between midnight and now.
  return local - findOffset(local - findOffset(now, zone), zone)
}

/** Returns the filter of a named range: instants in milliseconds. A week begins on Monday. */
export function toInstants(range: TimeRange, now: number, zone: string | undefined): { $gte: number; $lt?: number } {
  // To the minute, so that the same list is not asked for anew at each look.
  if (range === 'hour') return { $gte: Math.floor((now - hour) / minute) * minute }
  if (range === 'today') return { $gte: findMidnight(now, zone) }
  if (range === 'yesterday') return { $gte: findMidnight(now, zone, 1), $lt: findMidnight(now, zone) }
  const weekday = (new Date(now + findOffset(now, zone)).getUTCDay() + 6) % 7
  return { $gte: findMidnight(now, zone, weekday) }
}

/** A span of time: from its first instant to the first one after it. */
type Span = { from: number; to: number }

const ago = { m: minute, min: minute, h: hour, d: day } as const
const isAgo = (unit: string): unit is keyof typeof ago => Object.hasOwn(ago, unit)

/** Returns the instant at which clocks in a zone show a time, given as if it were UTC. */
const fromLocal = (local: number, zone: string | undefined) => local - findOffset(local - findOffset(local, zone), zone)

function readAgo(text: string, now: number): Span | undefined {
  const [, count = '', unit = ''] = /^(\d{1,4})(m|min|h|d)$/i.exec(text) ?? []
  const lower = unit.toLowerCase()
  if (!isAgo(lower)) return undefined
  const from = Math.floor((now - Number(count) * ago[lower]) / minute) * minute
  return { from, to: from + minute }
}

/**
 * Reads a moment as people type it: `10:32`, `2026-11-29`, `2026-11-29T10:32`, `2h` ago, or an instant with its offset. It
 * is as long as its precision: a day, a minute, a second or a millisecond.
 */
export function readMoment(text: string, now: number, zone: string | undefined): Span | undefined {
  const wanted = text.trim()
  const parts = /^(?:(\d{4}-\d\d-\d\d)(?:[T ](?=\d)|$))?(?:(\d\d?:\d\d)(?::(\d\d)(\.\d{1,3})?)?)?$/i.exec(wanted)
  if (!parts || wanted === '') return readAgo(wanted, now) ?? readInstant(wanted)
  const [, date = toLocalText(now, zone).slice(0, 10), time, seconds, fraction] = parts
  const local = Date.parse(`${date}T${(time ?? '00:00').padStart(5, '0')}:${seconds ?? '00'}${fraction ?? ''}Z`)
  if (Number.isNaN(local)) return undefined
  const length = time === undefined ? day : fraction ? 1 : seconds ? second : minute
  return { from: fromLocal(local, zone), to: fromLocal(local + length, zone) }
}

function readInstant(text: string): Span | undefined {
  const from = /^\d{4}-.*(Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(from) ? undefined : { from, to: from + 1 }
}

/** Writes an instant as clocks in the zone show it: `2026-11-29T10:32`, with seconds where there are some. */
export function toLocalText(at: number, zone: string | undefined): string {
  const text = new Date(at + findOffset(at, zone)).toISOString()
  return text.endsWith(':00.000Z') ? text.slice(0, 16) : text.slice(0, 23)
}
