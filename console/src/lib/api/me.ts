import type { Permission } from '@mediary/contract/permission'
import { sessionsApi } from '@mediary/contract/users/sessions'
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { mayAny, mayWith } from '../permissions.ts'
import { type CallResult, call } from './call.ts'
import { endSession, keptAnswer, noteSession } from './last-known.ts'
import { isProblem } from './problem.ts'
import { waitForSignIn } from './session.ts'

export type User = CallResult<typeof sessionsApi.me>['user']

async function fetchUser(signal?: AbortSignal): Promise<User | null> {
  try {
    const { user } = await call(sessionsApi.me, {}, signal ? { signal } : {})
    noteSession()
    return user
  } catch (error) {
    if (!isProblem(error, 'not-found') && !isProblem(error, 'unauthenticated')) throw error
    endSession()
    return null
  }
}

/** The user of the session, or null. When a session ends, the user stays until the next sign-in. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  meta: keptAnswer,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal, client, queryKey }): Promise<User | null> => {
    const user = await fetchUser(signal)
    if (user || !client.getQueryData(queryKey)) return user
    await waitForSignIn()
    return fetchUser(signal)
  },
})

/** Checks the user whose last known state is shown. Whoever else is signed in by now begins with an empty page. */
export async function verifyUser(client: QueryClient) {
  const kept = client.getQueryData(meQuery.queryKey)
  // Without the server, the page says so, and asks again when the server is back.
  const user = await fetchUser().catch(() => kept)
  if (user && user._id === kept?._id && !user.viewedBy) return client.setQueryData(meQuery.queryKey, user)
  endSession()
  return window.location.reload()
}

/** Returns how long the session of the user may be unused, if its last answers may be kept. */
export const getSessionTimeout = (client: QueryClient) => {
  const user = client.getQueryData(meQuery.queryKey)
  return user?.viewedBy ? undefined : user?.sessionTimeout
}

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
