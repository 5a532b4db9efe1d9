import { userRolesApi, usersApi } from '@mediary/contract/users'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => call(usersApi.list, {}, { signal }),
})
export const userRolesQuery = queryOptions({
  queryKey: ['user-roles'],
  queryFn: ({ signal }) => call(userRolesApi.list, {}, { signal }),
})
