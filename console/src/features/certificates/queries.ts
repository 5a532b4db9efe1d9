import { keystoreApi } from '@mediary/contract/keystore'
import { authorityApi } from '@mediary/contract/keystore/authority'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'

// All query keys begin with the word that live updates about certificates refresh.
export const calendarQuery = queryOptions({
  queryKey: ['keystore', 'calendar'],
  meta: keptAnswer,
  queryFn: ({ signal }) => call(keystoreApi.calendar, {}, { signal }),
})
export const policyQuery = queryOptions({
  queryKey: ['keystore', 'tls'],
  queryFn: ({ signal }) => call(keystoreApi.tls, {}, { signal }),
})
export const identitiesQuery = queryOptions({
  queryKey: ['keystore', 'identities'],
  queryFn: ({ signal }) => call(keystoreApi.identities, {}, { signal }),
})
export const authoritiesQuery = queryOptions({
  queryKey: ['keystore', 'authority'],
  queryFn: ({ signal }) => call(authorityApi.list, {}, { signal }),
})
export const issuedQuery = queryOptions({
  queryKey: ['keystore', 'issued'],
  queryFn: ({ signal }) => call(authorityApi.issued, { query: {} }, { signal }),
})
export const listsQuery = queryOptions({
  queryKey: ['keystore', 'revocation-lists'],
  queryFn: ({ signal }) => call(authorityApi.lists, {}, { signal }),
})

const pollMilliseconds = 2_000

/** The enrolments. The gateway announces no first use of a certificate, so the list is polled while one is awaited. */
export const enrolmentsQuery = queryOptions({
  queryKey: ['keystore', 'enrolments'],
  queryFn: ({ signal }) => call(authorityApi.enrolments, { query: {} }, { signal }),
  refetchInterval: ({ state }) =>
    state.data?.some((one) => one.state === 'open' || (one.state === 'used' && isRecent(one.usedAt) && !one.firstUsed))
      ? pollMilliseconds
      : false,
})

const isRecent = (time: string | undefined) => time !== undefined && Date.now() - Date.parse(time) < 3_600_000

/** The progress of a restart, in which the workers are replaced one after the other. */
export const restartQuery = queryOptions({
  queryKey: ['keystore', 'restart'],
  queryFn: ({ signal }) => call(keystoreApi.restartProgress, {}, { signal }),
  refetchInterval: ({ state }) => (state.data?.state === 'running' ? 500 : false),
})
