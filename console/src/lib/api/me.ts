import type { Permission } from '@mediary/contract/permission'
import { sessionsApi } from '@mediary/contract/users/sessions'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { mayAny, mayWith } from '../permissions.ts'
import { type CallResult, call } from './call.ts'
import { isProblem } from './problem.ts'
import { waitForSignIn } from './session.ts'

export type User = CallResult<typeof sessionsApi.me>['user']

const fetchUser = async (signal: AbortSignal): Promise<User | null> => {
  try {
    return (await call(sessionsApi.me, {}, { signal })).user
  } catch (error) {
    if (isProblem(error, 'not-found') || isProblem(error, 'unauthenticated')) return null
    throw error
  }
}

/** The user of the session, or null. When a session ends, the user stays until the next sign-in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal, client, queryKey }): Promise<User | null> => {
    const user = await fetchUser(signal)
    if (user || !client.getQueryData(queryKey)) return user
    await waitForSignIn()
    return fetchUser(signal)
  },
})

export const useUser = () => useQuery(meQuery).data ?? undefined

export function useMay() {
  const granted = useUser()?.permissions
  return (permission: Permission, resource?: string) => mayWith(granted, permission, resource)
}

/** Returns whether the user has a permission for any resource: enough to request a list. */
export function useMayAny() {
  const granted = useUser()?.permissions
  return (permission: Permission) => mayAny(granted, permission)
}
