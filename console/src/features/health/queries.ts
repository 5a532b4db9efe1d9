import { healthApi } from '@mediary/contract/operations/health'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'
import { useMayAny } from '../../lib/api/me.ts'

// A change of a state is announced. The time of the last request is not.
const refetchInterval = 30_000

const routesHealthQuery = queryOptions({
  queryKey: ['health'],
  meta: keptAnswer,
  refetchInterval,
  queryFn: ({ signal }) => call(healthApi.routes, {}, { signal }),
})

/** Returns the health of the routes that the user may see. */
export function useRoutesHealth() {
  const mayAny = useMayAny()
  return useQuery({ ...routesHealthQuery, enabled: mayAny('channel-view-all') })
}
