// How many requests of a client or a channel came in a second and in a day: from the daily counts, and from the search index.
import { clientRequestStore, type MetricsStore, metricsStore } from '../metrics/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Reader } from '../platform/database/reader.ts'
import { countSeconds, type TransactionSearch } from '../transactions/index.ts'

type Sender = Parameters<ReturnType<typeof countSeconds>>[0]
type Sources = {
  countSeconds: ReturnType<typeof countSeconds>
  clientRequests: Pick<ReturnType<typeof clientRequestStore>, 'countDays'>
  metrics: Pick<MetricsStore, 'read'>
}

type Asked = { search: Pick<TransactionSearch, 'ids'>; timeZone: string }

/** The stores that count requests. */
export function countingStores(database: Database, reader: Reader, { search, timeZone }: Asked) {
  const clientRequests = clientRequestStore(database, reader)
  const metrics = metricsStore(database, timeZone)
  const countRequestRates = requestRates({ countSeconds: countSeconds(search), clientRequests, metrics })
  return { clientRequests, metrics, countRequestRates }
}

const dayLength = 86_400_000
const secondsOfDay = 86_400

/** Counts how many seconds and days since an instant had so many requests. No answer reads the record through. */
const requestRates =
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
