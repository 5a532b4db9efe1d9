// Counts how many requests of a client or a channel came in each second, by the search index.
import { idBefore, leastIdAt, readTime } from '../platform/ids.ts'
import type { TransactionSearch } from './search/query.ts'

type Sender = { client: string } | { channel: string }

/** So many requests tell enough, and are found within the time. */
const maxRequests = 20_000
const timeout = 2_000

/**
 * Counts the requests of the newest seconds with a request, of a span of time. `complete`: all seconds of the span are
 * counted. Ids hold the time, so no row is read for it.
 */
export const countSeconds =
  (search: Pick<TransactionSearch, 'ids'>) =>
  async (of: Sender, { from, to }: { from: number; to: number }) => {
    const filters = 'client' in of ? { clientID: { $eq: of.client } } : { channelID: { $eq: of.channel } }
    const { ids, reached } = await search.ids({
      filters,
      channels: 'all',
      limit: maxRequests + 1,
      after: idBefore(leastIdAt(from)),
      before: leastIdAt(to),
      direction: 'older',
      timeout,
    })
    const seconds = new Map<number, number>()
    for (const id of ids) seconds.set(readTime(id), (seconds.get(readTime(id)) ?? 0) + 1)
    const complete = reached === undefined && ids.length <= maxRequests
    const oldest = ids.at(-1)
    // The search ended within this second.
    if (!complete && oldest !== undefined && seconds.size > 1) seconds.delete(readTime(oldest))
    return { seconds: [...seconds.values()], complete }
  }
