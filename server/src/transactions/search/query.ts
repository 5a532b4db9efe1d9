import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import type { Reader } from '../../platform/database/reader.ts'
import { idAfter } from '../../platform/ids.ts'
import { canRerun } from '../body-partitions/index.ts'
import type { TransactionRow } from '../store.ts'
import { isOneOfIds } from './conditions.ts'
import { countMatches, type KnownCount } from './count.ts'
import { type IndexedValues, planSearch } from './plan.ts'
import { type SearchResult, searchInSlices } from './search-in-slices.ts'
import type { Range } from './slice.ts'

/**
 * A search. `channels` are those that the caller may see; `timeout` is in milliseconds. The default direction is from the newest
 * transaction back; when only `after` is given, from the oldest on.
 */
export type Search = {
  filters: TransactionFilters
  channels: 'all' | Set<string>
  limit: number
  offset?: number
  before?: string | undefined
  after?: string | undefined
  direction?: Range['direction'] | undefined
  timeout?: number
}

export type TransactionSearch = ReturnType<typeof transactionSearch>

/** Searches transactions, the newest first. It uses the reader, so that no writer waits for a search. */
export function transactionSearch(reader: Reader, indexedValues: IndexedValues = ({ value }) => [`=${value}`]) {
  const db = reader.kysely.withTables<{ transactions: TransactionRow }>()

  const makePlan = ({ filters, channels, before, after, ...search }: Omit<Search, 'limit'>) => {
    const plan = planSearch(reader.engine, filters, channels, indexedValues)
    const direction = search.direction ?? (after !== undefined && before === undefined ? 'newer' : 'older')
    const from = latestId([plan.ids.from, after && idAfter(after)])
    const below = earliestId([plan.ids.below, before])
    return { plan, range: { direction, from, below } }
  }

  /** Returns the ids that match. */
  async function ids(search: Search): Promise<SearchResult> {
    const { limit, offset = 0, timeout = Number.POSITIVE_INFINITY } = search
    const { plan, range } = makePlan(search)
    const found = await searchInSlices(reader, plan, { ...range, limit: limit + offset, timeout })
    return { ...found, ids: found.ids.slice(offset) }
  }

  return {
    ids,
    indexedValues,

    /** Tells if a channel has a transaction. */
    existsFor: async (channel: string) =>
      (await ids({ filters: { channelID: { $eq: channel } }, channels: 'all', limit: 1 })).ids.length > 0,

    /** Loads rows, the newest first. */
    async rows(found: string[]): Promise<TransactionRow[]> {
      if (!found.length) return []
      const rows = db.selectFrom('transactions').where(isOneOfIds(reader.engine, found)).orderBy('id', 'desc')
      return rows.select(columns).execute()
    },

    /** Counts at most `limit`. It does not search again for `known` results. */
    count: async (search: Search & { known?: KnownCount | undefined }) =>
      countMatches(reader)({ ...makePlan(search), ...search }),
  }
}

const greaterId = (a: string, b: string) => (a < b ? b : a)
const definedIds = (values: (string | undefined)[]) => values.filter((value) => value !== undefined)
const latestId = (values: (string | undefined)[]) =>
  definedIds(values).reduce<string | undefined>((a, b) => (a === undefined ? b : greaterId(a, b)), undefined)
const earliestId = (values: (string | undefined)[]) =>
  definedIds(values).reduce<string | undefined>((a, b) => (a !== undefined && a < b ? a : b), undefined)

const columns = [
  ...(['id', 'channel', 'client', 'client_ip', 'recognised', 'credential', 'status', 'requested_at'] as const),
  ...(['method', 'host', 'path', 'query', 'request_size', 'responded_at', 'response_status', 'response_size'] as const),
  ...(['upstream', 'error', 'error_stack', 'properties', 'trailers', 'status_owner', 'truncated', 'shadow'] as const),
  canRerun.as('can_rerun'),
] as const
