import { refusalsApi } from '@mediary/contract/operations/refusals'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'
import { type Range, renewRange, toRangeKey } from '../metrics/period.ts'

export const toInstants = ({ from, to }: Range) => ({
  since: new Date(from).toISOString(),
  // Of the minute under way, too.
  until: new Date(to + 60_000).toISOString(),
})

export const topRefusalsQuery = (range: Range) =>
  queryOptions({
    queryKey: ['refusals', 'top', toRangeKey(range)],
    meta: keptAnswer,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      call(refusalsApi.top, { query: { limit: 5, ...toInstants(renewRange(range)) } }, { signal }),
  })
