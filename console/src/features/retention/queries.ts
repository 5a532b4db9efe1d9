import { retentionApi } from '@mediary/contract/transactions/retention'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'

export const usageQuery = queryOptions({
  queryKey: ['retention', 'usage'],
  meta: keptAnswer,
  staleTime: 30_000,
  queryFn: ({ signal }) => call(retentionApi.usage, {}, { signal }),
})

export const removalsQuery = queryOptions({
  queryKey: ['retention', 'removals'],
  queryFn: ({ signal }) => call(retentionApi.removals, { query: {} }, { signal }),
})

export const bodyKeysQuery = (id: string) =>
  queryOptions({
    queryKey: ['retention', 'keys', id],
    queryFn: ({ signal }) => call(retentionApi.keys, { params: { id } }, { signal }),
  })
