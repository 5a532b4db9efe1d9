import { transactionSearchApi } from '@mediary/contract/transactions/search'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { ask } from '../../../lib/api/call.ts'
import { keptAnswer } from '../../../lib/api/last-known.ts'
import { type TransactionPage, toPage } from './pages.ts'

const pageSize = 50
/** The maximum number of new transactions that are counted. */
export const maxNew = 100

type Filters = Record<string, unknown>
type Place = { before?: string; after?: string; filterLimit?: number }

async function fetchPage(filters: Filters, place: Place, signal: AbortSignal): Promise<TransactionPage> {
  const query = { filterLimit: pageSize, filters, ...place }
  const { result, headers } = await ask(transactionSearchApi.list, { query }, { signal })
  return toPage(Array.isArray(result) ? result : [], headers)
}

/** The pages of a list. Keyset paging: each page begins where the previous one ended. */
export const transactionPages = (filters: Filters, live: boolean) =>
  infiniteQueryOptions({
    queryKey: ['transactions', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => fetchPage(filters, pageParam ? { before: pageParam } : {}, signal),
    getNextPageParam: ({ next }: TransactionPage) => next,
    // What was searched for may name a patient: it is kept no longer than the page.
    meta: { live, ...('searchKey' in filters ? {} : keptAnswer) },
  })

/** The number of transactions that are newer than the newest shown one. */
export const newerQuery = (newest: string | undefined, filters: Filters) =>
  queryOptions({
    queryKey: ['transactions', 'newer', newest, filters],
    enabled: newest !== undefined,
    queryFn: async ({ signal }) =>
      (await fetchPage(filters, { filterLimit: maxNew, ...(newest && { after: newest }) }, signal)).rows.length,
  })

/** The next transaction under the same filters, on one side of this one. */
export const neighbourQuery = (id: string, side: 'before' | 'after', filters: Filters) =>
  queryOptions({
    queryKey: ['transactions', 'beside', id, side, filters],
    queryFn: async ({ signal }) =>
      (await fetchPage(filters, { filterLimit: 1, [side]: id }, signal)).rows[0]?._id ?? null,
  })
