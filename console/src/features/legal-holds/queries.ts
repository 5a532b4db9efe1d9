import { legalHoldsApi } from '@mediary/contract/transactions/legal-holds'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

export const legalHoldsQuery = (state: 'active' | 'released' | undefined) =>
  queryOptions({
    queryKey: ['legal-holds', state],
    queryFn: ({ signal }) => call(legalHoldsApi.list, { query: { state } }, { signal }),
  })
