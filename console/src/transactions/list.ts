import { transactionSearchApi } from '@mediary/contract/transaction-search'
import type { Transaction } from '@mediary/contract/transactions'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { call } from '../lib/api.ts'

const pageSize = 50
/** Milliseconds that a person waits for what no index serves. */
const patience = 2_000

/** Keyset paging: each page begins after the last transaction of the one before. */
export const transactionPages = (filters: Record<string, unknown>, live: boolean) =>
  infiniteQueryOptions({
    queryKey: ['transactions', filters],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }): Promise<Transaction[]> => {
      const query = { filterLimit: pageSize, patience, filters, ...(pageParam ? { before: pageParam } : {}) }
      const page = await call(transactionSearchApi.list, { query }, { signal })
      return Array.isArray(page) ? page : []
    },
    getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?._id : undefined),
    meta: { live },
  })
