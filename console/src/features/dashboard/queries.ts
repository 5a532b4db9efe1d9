import { refusalsApi } from '@mediary/contract/refusals'
import type { Transaction } from '@mediary/contract/transactions'
import { transactionSearchApi } from '@mediary/contract/transactions/search'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

export const latestQuery = queryOptions({
  queryKey: ['transactions', 'latest'],
  queryFn: async ({ signal }): Promise<Transaction[]> => {
    const page = await call(transactionSearchApi.list, { query: { filterLimit: 200, filters: {} } }, { signal })
    return Array.isArray(page) ? page : []
  },
})

export const topRefusalsQuery = (period: { since: string; until: string }) =>
  queryOptions({
    queryKey: ['refusals', 'top', period],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(refusalsApi.top, { query: { limit: 5, ...period } }, { signal }),
  })
