// The named time ranges of the list of transactions.

export const timeRanges = ['hour', 'today', 'yesterday', 'week'] as const
export type TimeRange = (typeof timeRanges)[number]

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** Returns the milliseconds by which a time zone is ahead of UTC at an instant. Undefined is the zone of the browser. */
function findOffset(at: number, zone: string | undefined): number {
  if (zone === undefined) return -new Date(at).getTimezoneOffset() * minute
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  const local = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'))
  return local - Math.floor(at / 1000) * 1000
}

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
