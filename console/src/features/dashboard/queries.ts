import { refusalsApi } from '@mediary/contract/operations/refusals'
import type { Transaction } from '@mediary/contract/transactions'
import { transactionSearchApi } from '@mediary/contract/transactions/search'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

const newestQuery = (filters: { status?: 'Failed' }, filterLimit: number) =>
  queryOptions({
    queryKey: ['transactions', 'newest', filters, filterLimit],
    queryFn: async ({ signal }): Promise<Transaction[]> => {
      const page = await call(transactionSearchApi.list, { query: { filterLimit, filters } }, { signal })
      return Array.isArray(page) ? page : []
    },
  })

/** The newest request: whether there is any. */
export const latestQuery = newestQuery({}, 1)
export const failuresQuery = newestQuery({ status: 'Failed' }, 5)

export const topRefusalsQuery = (period: { since: string; until: string }) =>
  queryOptions({
    queryKey: ['refusals', 'top', period],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(refusalsApi.top, { query: { limit: 5, ...period } }, { signal }),
  })
