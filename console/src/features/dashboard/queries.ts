import { refusalsApi } from '@mediary/contract/operations/refusals'
import type { Transaction } from '@mediary/contract/transactions'
import { transactionSearchApi } from '@mediary/contract/transactions/search'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'
import { type Range, renewRange, toRangeKey } from '../metrics/period.ts'

const newestQuery = (filters: { status?: 'Failed' }, filterLimit: number) =>
  queryOptions({
    queryKey: ['transactions', 'newest', filters, filterLimit],
    meta: keptAnswer,
    queryFn: async ({ signal }): Promise<Transaction[]> => {
      const page = await call(transactionSearchApi.list, { query: { filterLimit, filters } }, { signal })
      return Array.isArray(page) ? page : []
    },
  })

/** The newest request: whether there is any. */
export const latestQuery = newestQuery({}, 1)
export const failuresQuery = newestQuery({ status: 'Failed' }, 5)

export const toInstants = ({ from, to }: Range) => ({
  since: new Date(from).toISOString(),
  // Of the minute under way, too.
  until: new Date(to + 60_000).toISOString(),
})

export const topRefusalsQuery = (range: Range) =>
  queryOptions({
    queryKey: ['refusals', 'top', toRangeKey(range)],
    meta: keptAnswer,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call(refusalsApi.top, { query: { limit: 5, ...toInstants(renewRange(range)) } }, { signal }),
  })
