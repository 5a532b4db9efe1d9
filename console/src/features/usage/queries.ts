import { usageApi } from '@mediary/contract/roles/usage'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'

/** The first part of each key is that of the list whose changes alter the answer. */
export const roleUsageQuery = (name: string) =>
  queryOptions({
    queryKey: ['roles', 'usage', name],
    queryFn: ({ signal }) => call(usageApi.role, { params: { name }, query: {} }, { signal }),
  })

export const channelUsageQuery = (id: string) =>
  queryOptions({
    queryKey: ['channels', 'usage', id],
    queryFn: ({ signal }) => call(usageApi.channel, { params: { id }, query: {} }, { signal }),
  })
