import { issuesApi } from '@mediary/contract/operations/issues'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'
import type { IssuesSearch } from './search.ts'

export const issuesPerPage = 50
export const membersShown = 100

const toState = (state: IssuesSearch['state']) => (state === 'all' ? undefined : (state ?? ('open' as const)))

export const toIssueFilters = ({ state, kind, channel }: IssuesSearch) => ({
  state: toState(state),
  kind,
  channelID: channel || undefined,
})

export const issuesQuery = (search: IssuesSearch) =>
  queryOptions({
    queryKey: ['issues', 'list', toIssueFilters(search), search.page],
    meta: keptAnswer,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const query = {
        ...toIssueFilters(search),
        limit: issuesPerPage,
        page: Math.max(0, Number.parseInt(search.page ?? '1', 10) - 1 || 0),
      }
      return call(issuesApi.list, { query }, { signal })
    },
  })

export const issueQuery = (id: string) =>
  queryOptions({
    queryKey: ['issues', 'one', id],
    queryFn: ({ signal }) => call(issuesApi.get, { params: { id } }, { signal }),
  })

export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: ['issues', 'members', id],
    queryFn: ({ signal }) => call(issuesApi.members, { params: { id }, query: { limit: membersShown } }, { signal }),
  })
