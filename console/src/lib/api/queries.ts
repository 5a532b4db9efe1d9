import { channelsApi } from '@mediary/contract/channels'
import { clientsApi } from '@mediary/contract/clients'
import { keystoreApi } from '@mediary/contract/keystore'
import { rolesApi } from '@mediary/contract/roles'
import { systemApi } from '@mediary/contract/system'
import { usersApi } from '@mediary/contract/users'
import { savedViewsApi } from '@mediary/contract/users/saved-views'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { preferences } from '../preferences.ts'
import { useStore } from '../store.ts'
import type { Clock } from '../times.ts'
import { call } from './call.ts'
import { keptAnswer } from './last-known.ts'
import { useMayAny } from './me.ts'

// Every list has one key, so that a change made anywhere refreshes it everywhere.
export const clientsQuery = queryOptions({
  queryKey: ['clients'],
  meta: keptAnswer,
  queryFn: ({ signal }) => call(clientsApi.list, {}, { signal }),
})
export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  meta: keptAnswer,
  queryFn: ({ signal }) => call(rolesApi.list, {}, { signal }),
})
export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  meta: keptAnswer,
  queryFn: ({ signal }) => call(channelsApi.list, {}, { signal }),
})
export const usersQuery = queryOptions({
  queryKey: ['users'],
  meta: keptAnswer,
  queryFn: ({ signal }) => call(usersApi.list, {}, { signal }),
})
export const trustedQuery = queryOptions({
  queryKey: ['keystore', 'trusted'],
  meta: keptAnswer,
  queryFn: ({ signal }) => call(keystoreApi.trusted, {}, { signal }),
})
export const serverCertificateQuery = queryOptions({
  queryKey: ['keystore', 'server'],
  meta: keptAnswer,
  queryFn: ({ signal }) => call(keystoreApi.serverCertificate, {}, { signal }),
})
export const mechanismsQuery = queryOptions({
  queryKey: ['mechanisms'],
  queryFn: ({ signal }) => call(systemApi.authenticationTypes, {}, { signal }),
})
export const authenticationQuery = queryOptions({
  queryKey: ['mechanisms', 'all'],
  queryFn: ({ signal }) => call(systemApi.authentication, {}, { signal }),
})
export const savedViewsQuery = queryOptions({
  queryKey: ['saved-views'],
  staleTime: 60_000,
  queryFn: ({ signal }) => call(savedViewsApi.list, {}, { signal }),
})
export const aboutQuery = queryOptions({
  queryKey: ['about'],
  staleTime: 300_000,
  queryFn: ({ signal }) => call(systemApi.about, {}, { signal }),
})

/** Returns the language and the time zone in which times are shown. */
export function useClock(): Clock {
  const { language, zone } = useStore(preferences)
  const { data } = useQuery({ ...aboutQuery, enabled: zone === 'server' })
  const serverZone = data?.serverTimezone
  return useMemo(() => ({ language, zone, serverZone }), [language, zone, serverZone])
}

/** Returns the clients that the user may see, without an error for users who may see none. */
export function useClients() {
  const mayAny = useMayAny()
  return useQuery({ ...clientsQuery, enabled: mayAny('client-view-all') })
}

export function useChannels() {
  const mayAny = useMayAny()
  return useQuery({ ...channelsQuery, enabled: mayAny('channel-view-all') })
}
