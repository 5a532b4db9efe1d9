import { silenceApi } from '@mediary/contract/operations/silence'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'

const refetchEvery = 5 * 60_000

export const silenceQuery = queryOptions({
  queryKey: ['silence'],
  meta: keptAnswer,
  refetchInterval: refetchEvery,
  queryFn: ({ signal }) => call(silenceApi.list, {}, { signal }),
})

export const silenceSettingsQuery = queryOptions({
  queryKey: ['silence', 'settings'],
  queryFn: ({ signal }) => call(silenceApi.settings, {}, { signal }),
})
