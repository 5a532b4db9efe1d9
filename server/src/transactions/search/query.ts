import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import type { Reader } from '../../platform/database/reader.ts'
import { idAfter } from '../../platform/ids.ts'
import type { TransactionRow } from '../store.ts'
import { oneOf } from './conditions.ts'
import { counter, type Seen } from './count.ts'
import { type KeptValues, plan } from './plan.ts'
import type { Range } from './slice.ts'
import { type Found, walk } from './walk.ts'

/**
 * `channels` are those whose transactions may be seen; `patience` is in milliseconds. Without a direction it is from the
 * newest on, or, when only `after` is given, from the oldest.
 */
export type Search = {
  filters: TransactionFilters
  channels: 'all' | Set<string>
  limit: number
  offset?: number
  before?: string | undefined
  after?: string | undefined
  direction?: Range['direction'] | undefined
  patience?: number
}

export type TransactionSearch = ReturnType<typeof transactionSearch>

/** Newest first. Asks the reader, so that nothing that writes waits for it. */
export function transactionSearch(reader: Reader, kept: KeptValues = ({ value }) => [`=${value}`]) {
  const db = reader.kysely.withTables<{ transactions: TransactionRow }>()

  const planned = ({ filters, channels, before, after, ...search }: Omit<Search, 'limit'>) => {
    const made = plan(reader.engine, filters, channels, kept)
    const direction = search.direction ?? (after !== undefined && before === undefined ? 'newer' : 'older')
    const from = latest([made.ids.from, after && idAfter(after)])
    const below = earliest([made.ids.below, before])
    return { made, range: { direction, from, below } }
  }

  /** The ids that match; from the oldest on when only `after` is given. */
  async function ids(search: Search): Promise<Found> {
    const { limit, offset = 0, patience = Number.POSITIVE_INFINITY } = search
    const { made, range } = planned(search)
    const found = await walk(reader, made, { ...range, limit: limit + offset, patience })
    return { ...found, ids: found.ids.slice(offset) }
  }

  return {
    ids,
    kept,

    /** Whether there is a transaction of a channel. */
    existsFor: async (channel: string) =>
      (await ids({ filters: { channelID: { $eq: channel } }, channels: 'all', limit: 1 })).ids.length > 0,

    /** Newest first. Headers are read only when they will be shown. */
    async rows(found: string[], { detailed }: { detailed: boolean }): Promise<TransactionRow[]> {
      if (!found.length) return []
      const rows = db
        .selectFrom('transactions')
        .selectAll()
        .$if(!detailed, (query) => query.clearSelect().select(brief))
        .where(oneOf(reader.engine, found))
        .orderBy('id', 'desc')
      return (await rows.execute()) as TransactionRow[]
    },

    /** Counts at most `limit`, and says whether it is all. What a page from the newest on has shown is not looked for again. */
    count: async (search: Search & { seen?: Seen | undefined }) => counter(reader)({ ...planned(search), ...search }),
  }
}

const greatest = (a: string, b: string) => (a < b ? b : a)
const given = (values: (string | undefined)[]) => values.filter((value) => value !== undefined)
const latest = (values: (string | undefined)[]) =>
  given(values).reduce<string | undefined>((a, b) => (a === undefined ? b : greatest(a, b)), undefined)
const earliest = (values: (string | undefined)[]) =>
  given(values).reduce<string | undefined>((a, b) => (a !== undefined && a < b ? a : b), undefined)

/** What a transaction shows without headers. */
const brief = [
  ...(['id', 'channel', 'client', 'client_ip', 'recognised', 'status', 'requested_at', 'method', 'host'] as const),
  ...(['path', 'query', 'request_size', 'can_rerun', 'responded_at', 'response_status', 'response_size'] as const),
  ...(['upstream', 'error', 'error_stack', 'properties', 'trailers', 'status_owner', 'truncated'] as const),
  sql<string>`'[]'`.as('request_headers'),
  sql<string>`'[]'`.as('response_headers'),
] as const
