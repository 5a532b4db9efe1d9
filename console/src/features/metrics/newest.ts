import type { Transaction } from '@mediary/contract/transactions'
import { transactionSearchApi } from '@mediary/contract/transactions/search'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'

const newestQuery = (filters: { status?: 'Failed'; channelID?: string }, filterLimit: number) =>
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
/** The newest failed requests, of all channels or of one. */
export const failuresQuery = (channelID?: string) =>
  newestQuery({ status: 'Failed', ...(channelID !== undefined && { channelID }) }, 5)
