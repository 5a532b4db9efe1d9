import { type Task, tasksApi } from '@mediary/contract/tasks'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import type { TaskSearch, TasksSearch } from './search.ts'

export const tasksPerPage = 50
export const transactionsPerPage = 100

const toPageIndex = (page: string | undefined) => Math.max(0, Number.parseInt(page ?? '1', 10) - 1 || 0)

/** Returns the range of one day in the time zone of the browser. */
function toDayRange(day: string | undefined) {
  const from = Date.parse(`${day}T00:00`)
  if (Number.isNaN(from)) return undefined
  const next = new Date(from)
  next.setDate(next.getDate() + 1)
  return { $gte: from, $lt: next.getTime() }
}

export const toTaskFilters = ({ status, user, day }: Pick<TasksSearch, 'status' | 'user' | 'day'>) => ({
  status,
  user: user || undefined,
  created: toDayRange(day),
})

export const tasksQuery = ({ status, user, day, page }: TasksSearch) =>
  queryOptions({
    queryKey: ['tasks', 'list', status, user, day, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const filters = toTaskFilters({ status, user, day })
      const query = { filterLimit: tasksPerPage, filterPage: toPageIndex(page), filters }
      return call(tasksApi.list, { query }, { signal })
    },
  })

export const taskQuery = (id: string, { tstatus, outcome, errors, page }: TaskSearch) =>
  queryOptions({
    queryKey: ['tasks', 'one', id, tstatus, outcome, errors, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const filters = { tstatus, rerunStatus: outcome, hasErrors: errors }
      const query = { filterLimit: transactionsPerPage, filterPage: toPageIndex(page), filters }
      return call(tasksApi.get, { params: { id }, query }, { signal })
    },
  })

export const countDone = ({ totalTransactions, remainingTransactions }: Task) =>
  totalTransactions - remainingTransactions
