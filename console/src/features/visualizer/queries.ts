import { mediatorsApi } from '@mediary/contract/mediators'
import { visualizersApi } from '@mediary/contract/operations/visualizers'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

const pollMilliseconds = 3000

export const trafficQuery = (minutes: string) =>
  queryOptions({
    queryKey: ['traffic', minutes],
    refetchInterval: pollMilliseconds,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(visualizersApi.traffic, { query: { minutes } }, { signal }),
  })

export const visualizersQuery = queryOptions({
  queryKey: ['visualizers'],
  queryFn: ({ signal }) => call(visualizersApi.list, {}, { signal }),
})

export const mediatorsQuery = queryOptions({
  queryKey: ['mediators'],
  queryFn: ({ signal }) => call(mediatorsApi.list, {}, { signal }),
})
