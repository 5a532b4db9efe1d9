import { mediatorsApi } from '@mediary/contract/mediators'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'

// A heartbeat changes nothing that is announced, so these lists ask again by themselves.
const refetchInterval = 10_000

export const mediatorsQuery = queryOptions({
  queryKey: ['mediators'],
  meta: keptAnswer,
  refetchInterval,
  queryFn: ({ signal }) => call(mediatorsApi.list, {}, { signal }),
})

export const mediatorQuery = (urn: string) =>
  queryOptions({
    queryKey: ['mediators', urn],
    refetchInterval,
    queryFn: ({ signal }) => call(mediatorsApi.get, { params: { urn } }, { signal }),
  })

export const configHistoryQuery = (urn: string) =>
  queryOptions({
    queryKey: ['mediators', urn, 'history'],
    queryFn: ({ signal }) => call(mediatorsApi.configHistory, { params: { urn } }, { signal }),
  })
