// Recommends limits from the record, so that the use of the last days would have kept them.
import type { Recommendation } from '@mediary/contract/limits'

/** A distribution: the number of periods with so many requests each. */
export type Histogram = { requests: number; periods: number }[]

const headroom = 1.5

export function recommend(
  days: number,
  { perSecond, perDay, exact }: { perSecond: Histogram; perDay: Histogram; exact: boolean },
): Recommendation {
  const [second, day] = [summarise(perSecond), summarise(perDay)]
  const requests = perDay.reduce((sum, one) => sum + one.requests * one.periods, 0)
  return {
    days,
    requests,
    exact,
    perSecond: second,
    perDay: day,
    recommended:
      requests === 0
        ? null
        : {
            requestsPerSecond: Math.ceil(second.p99 * headroom),
            burst: Math.max(second.max, Math.ceil(second.p99 * headroom)),
            requestsPerDay: Math.ceil(day.p99 * headroom),
          },
  }
}

/** Returns the number that 99 of 100 periods do not exceed, and the largest. */
function summarise(histogram: Histogram) {
  const sorted = histogram.toSorted((a, b) => a.requests - b.requests)
  const rank = Math.ceil(sorted.reduce((sum, { periods }) => sum + periods, 0) * 0.99)
  let counted = 0
  const p99 = sorted.find(({ periods }) => {
    counted += periods
    return counted >= rank
  })
  return { p99: p99?.requests ?? 0, max: sorted.at(-1)?.requests ?? 0 }
}
