// How many requests of a client or a channel came in a second and in a day: from the daily counts, and from the search index.
import type { clientRequestStore, MetricsStore } from '../metrics/index.ts'
import type { countSeconds } from '../transactions/index.ts'

type Sender = Parameters<ReturnType<typeof countSeconds>>[0]
type Sources = {
  countSeconds: ReturnType<typeof countSeconds>
  clientRequests: Pick<ReturnType<typeof clientRequestStore>, 'countDays'>
  metrics: Pick<MetricsStore, 'read'>
}

const dayLength = 86_400_000
const secondsOfDay = 86_400

/** Counts how many seconds and days since an instant had so many requests. No answer reads the record through. */
export const requestRates =
  ({ countSeconds, clientRequests, metrics }: Sources) =>
  async (of: Sender, since: number) => {
    const days =
      'client' in of
        ? await clientRequests.countDays(of.client, Math.floor(since / dayLength))
        : await readChannelDays(metrics, of.channel, since)
    const [first, last] = [Math.min(...days.map(({ start }) => start)), Math.max(...days.map(({ start }) => start))]
    if (days.length === 0) return { perSecond: [], perDay: [], exact: true }
    const { seconds, complete } = await countSeconds(of, { from: Math.max(since, first), to: last + dayLength })
    const busiest = Math.max(...days.map(({ requests }) => requests))
    // Counts outlive the record: then only the average of the busiest day is known.
    const known = seconds.length > 0 ? seconds : [Math.ceil(busiest / secondsOfDay)]
    return {
      perSecond: toHistogram(known),
      perDay: toHistogram(days.map(({ requests }) => requests)),
      exact: complete && seconds.length > 0,
    }
  }

/** Requests without a client count for a channel, too. */
async function readChannelDays(metrics: Sources['metrics'], channel: string, since: number) {
  const by = { time: true, channel: false }
  const counts = await metrics.read({ kind: 'day', from: since, to: Date.now(), channels: [channel], by })
  return counts.map(({ timestamp = '', total }) => ({ start: Date.parse(timestamp), requests: total }))
}

const toHistogram = (counts: readonly number[]) =>
  [...Map.groupBy(counts, (requests) => requests)].map(([requests, periods]) => ({ requests, periods: periods.length }))
