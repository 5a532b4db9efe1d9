import { type Task, tasksApi } from '@mediary/contract/operations/tasks'
import type { TaskStatus } from '@mediary/contract/operations/tasks/statuses'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'
import type { TaskSearch } from './search.ts'

export const tasksPerPage = 50
export const transactionsPerPage = 100

const toPageIndex = (page: string | undefined) => Math.max(0, Number.parseInt(page ?? '1', 10) - 1 || 0)

type TaskFilters = {
  status?: TaskStatus | undefined
  user?: string | undefined
  created?: { $gte?: string; $lt?: string } | undefined
}

export const tasksQuery = (filters: TaskFilters, page?: string) =>
  queryOptions({
    queryKey: ['tasks', 'list', filters, page],
    meta: keptAnswer,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const query = { filterLimit: tasksPerPage, filterPage: toPageIndex(page), filters }
      return call(tasksApi.list, { query }, { signal })
    },
  })

export const toTaskFilters = ({ tstatus, outcome, errors }: TaskSearch) => ({
  tstatus,
  rerunStatus: outcome,
  hasErrors: errors,
})

export const taskQuery = (id: string, { page, ...search }: TaskSearch) =>
  queryOptions({
    queryKey: ['tasks', 'one', id, toTaskFilters(search), page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const filters = toTaskFilters(search)
      const query = { filterLimit: transactionsPerPage, filterPage: toPageIndex(page), filters }
      return call(tasksApi.get, { params: { id }, query }, { signal })
    },
  })

export const countDone = ({ totalTransactions, remainingTransactions }: Task) =>
  totalTransactions - remainingTransactions
