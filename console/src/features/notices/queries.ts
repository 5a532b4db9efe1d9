import { noticesApi } from '@mediary/contract/operations/notices'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import type { NoticesSearch } from './search.ts'

const pageSize = 50

export const noticePages = ({ state }: Pick<NoticesSearch, 'state'>) =>
  infiniteQueryOptions({
    queryKey: ['notices', state],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(noticesApi.list, { query: { limit: pageSize, state, before: pageParam || undefined } }, { signal }),
    getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?._id : undefined),
  })

export const noticeSettingsQuery = queryOptions({
  queryKey: ['notice-settings'],
  queryFn: ({ signal }) => call(noticesApi.settings, {}, { signal }),
})
