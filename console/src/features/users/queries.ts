import { appsApi } from '@mediary/contract/apps'
import type { Permissions } from '@mediary/contract/permission'
import { userRolesApi } from '@mediary/contract/users'
import { previewApi } from '@mediary/contract/users/preview'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'

export const userRolesQuery = queryOptions({
  queryKey: ['user-roles'],
  meta: keptAnswer,
  queryFn: ({ signal }) => call(userRolesApi.list, {}, { signal }),
})
export const appsQuery = queryOptions({
  queryKey: ['apps'],
  queryFn: ({ signal }) => call(appsApi.list, {}, { signal }),
})

/** Returns the query for what the server would show to a user with these user roles and permissions. */
export const previewQuery = (groups: readonly string[], permissions: Permissions) =>
  queryOptions({
    queryKey: ['user-roles', 'preview', groups, permissions],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(previewApi.preview, { body: { groups: [...groups], permissions } }, { signal }),
  })
