import { tokenIssuersApi } from '@mediary/contract/clients/issuers'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

export const issuersQuery = queryOptions({
  queryKey: ['mechanisms', 'issuers'],
  queryFn: ({ signal }) => call(tokenIssuersApi.list, {}, { signal }),
})
