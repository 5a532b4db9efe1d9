import type { Breakdown, Metric } from '@mediary/contract/operations/metrics'

export const periods = ['1h', '1d', '1w', '1m', '1y', '5y', 'custom'] as const
type Period = (typeof periods)[number]

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
const lengths = { minute, hour, day, week: 7 * day, month: 30 * day, year: 365 * day } as const satisfies Record<
  Breakdown,
  number
>
const breakdowns = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const satisfies readonly Breakdown[]
const fixed = {
  '1h': { length: hour, breakdown: 'minute' },
  '1d': { length: day, breakdown: 'hour' },
  '1w': { length: 7 * day, breakdown: 'day' },
  '1m': { length: 30 * day, breakdown: 'day' },
  '1y': { length: 365 * day, breakdown: 'month' },
  '5y': { length: 5 * 365 * day, breakdown: 'month' },
} as const satisfies Record<Exclude<Period, 'custom'>, { length: number; breakdown: Breakdown }>

const maxPoints = 120

export type Range = {
  from: number
  to: number
  breakdown: Breakdown
  /** Set if it ends now, whenever now is. */
  period?: Exclude<Period, 'custom'> | undefined
}
type Chosen = { period?: Period | undefined; from?: string | undefined; until?: string | undefined }

/** Returns the range of a period. A custom period gets the finest breakdown with few enough points; minutes are stored for a day. */
export function toRange({ period = '1d', from, until }: Chosen, now: number): Range {
  // To the minute, so that the same question is asked once a minute and not at every look.
  const end = Math.floor(now / minute) * minute
  if (period !== 'custom')
    return { from: end - fixed[period].length, to: end, breakdown: fixed[period].breakdown, period }
  const to = parseInstant(until) ?? end
  const start = Math.min(parseInstant(from) ?? to - day, to)
  const fits = breakdowns.find(
    (breakdown) => (to - start) / lengths[breakdown] <= maxPoints && (breakdown !== 'minute' || start > end - day),
  )
  return { from: start, to, breakdown: fits ?? 'year' }
}

/** Returns the range as it is now. */
export const renewRange = (range: Range) => (range.period ? toRange({ period: range.period }, Date.now()) : range)

/** Returns what a range is called in the key of a query: the same for one that ends now, whenever now is. */
export const toRangeKey = ({ from, to, period }: Range) => period ?? `${from} ${to}`

/** Returns the range of the same weekdays before: a week, or four weeks for a longer one. Minutes are not stored for so long. */
export function toRangeBefore({
  from,
  to,
  breakdown,
}: Range): (Range & { shift: number; name: 'week' | 'month' }) | undefined {
  const length = to - from
  if (breakdown === 'minute' || length > 31 * day) return undefined
  const name = length <= 7 * day ? 'week' : 'month'
  const shift = name === 'week' ? 7 * day : 28 * day
  return { from: from - shift, to: to - shift, breakdown, shift, name }
}

/** Puts two series on one axis of time. A time without a count has none of it: no request came. */
export function alignSeries(series: readonly Metric[], before: readonly Metric[], shift: number) {
  const toTime = ({ timestamp }: Metric) => Date.parse(timestamp ?? '')
  const current = new Map(series.map((one) => [toTime(one), one]))
  const former = new Map(before.map((one) => [toTime(one) + shift, one]))
  const all = [...new Set([...current.keys(), ...former.keys()])].sort((a, b) => a - b)
  return {
    times: all,
    count: (key: 'total' | 'failed') => all.map((time) => current.get(time)?.[key] ?? 0),
    before: all.map((time) => former.get(time)?.total ?? 0),
  }
}

const parseInstant = (text: string | undefined) => {
  const time = Date.parse(text ?? '')
  return Number.isFinite(time) ? time : undefined
}

export const toSeriesStep = (breakdown: Breakdown) =>
  breakdown === 'minute' || breakdown === 'hour' ? breakdown : ('day' as const)

/** Sums the days of the server to weeks, months or years. */
export function groupMetrics(series: readonly Metric[], breakdown: Breakdown): Metric[] {
  const { week, month, year } = {
    week: ({ _id }: Metric) => `${_id.week === 1 && _id.month === 11 ? (_id.year ?? 0) + 1 : _id.year} ${_id.week}`,
    month: ({ _id }: Metric) => `${_id.year} ${_id.month}`,
    year: ({ _id }: Metric) => `${_id.year}`,
  }
  if (breakdown === 'minute' || breakdown === 'hour' || breakdown === 'day') return [...series]
  const getKey = { week, month, year }[breakdown]
  return [...Map.groupBy(series, getKey).values()].map((days) => days.reduce(addMetrics))
}

/** Adds up two counts. Of percentiles nothing can be said then. */
export const addMetrics = (a: Metric, b: Metric): Metric => ({
  _id: a._id,
  ...(a.timestamp !== undefined && { timestamp: a.timestamp }),
  total: a.total + b.total,
  avgResp: (a.avgResp * a.total + b.avgResp * b.total) / (a.total + b.total),
  minResp: Math.min(a.minResp, b.minResp),
  maxResp: Math.max(a.maxResp, b.maxResp),
  failed: a.failed + b.failed,
  successful: a.successful + b.successful,
  processing: a.processing + b.processing,
  completed: a.completed + b.completed,
  completedWErrors: a.completedWErrors + b.completedWErrors,
})
