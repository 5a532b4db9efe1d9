import { ownSessionsApi } from '@mediary/contract/users/own-sessions'
import { secondFactorApi } from '@mediary/contract/users/second-factor'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

export const ownSessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: ({ signal }) => call(ownSessionsApi.list, {}, { signal }),
})
export const secondFactorQuery = queryOptions({
  queryKey: ['me', 'second-factor'],
  queryFn: ({ signal }) => call(secondFactorApi.show, {}, { signal }),
})
