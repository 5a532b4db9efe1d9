import { userRolesApi } from '@mediary/contract/users'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

export const userRolesQuery = queryOptions({
  queryKey: ['user-roles'],
  queryFn: ({ signal }) => call(userRolesApi.list, {}, { signal }),
})
