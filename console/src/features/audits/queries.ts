import { auditsApi } from '@mediary/contract/operations/audits'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

const pageSize = 50
/** Each look at the audit log is an audit, so nothing is asked for again by itself. */
const once = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false }

export const auditPages = (filters: Record<string, unknown>) =>
  infiniteQueryOptions({
    ...once,
    queryKey: ['audits', filters],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => {
      const page = { filterLimit: pageSize, filterPage: pageParam, filterRepresentation: 'simpledetails' } as const
      return call(auditsApi.list, { query: { ...page, filters } }, { signal })
    },
    getNextPageParam: (page, _pages, number) => (page.length === pageSize ? number + 1 : undefined),
  })

export const auditQuery = (id: string) =>
  queryOptions({
    ...once,
    queryKey: ['audits', 'one', id],
    queryFn: ({ signal }) => call(auditsApi.get, { params: { id } }, { signal }),
  })

export const auditOptionsQuery = queryOptions({
  queryKey: ['audits', 'options'],
  queryFn: ({ signal }) => call(auditsApi.filterOptions, {}, { signal }),
})
