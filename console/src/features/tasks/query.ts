import { taskStatuses } from '@mediary/contract/operations/tasks/statuses'
import { parameterField } from '../../lib/query/parameter-field.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { readPeriod, useParameterQuery } from '../../ui/query-bar/use-parameter-query.ts'
import type { TasksSearch } from './search.ts'

const parameters = { status: 'status', user: 'user' } as const

/** Returns the query of the list of tasks, and the filters of the API for it. */
export function useTasksQuery(search: TasksSearch) {
  const t = useMessages('tasks')
  const status = useMessages('statuses')
  const { status: chosen, user, range, since = search.day, until = search.day } = search
  const query = useParameterQuery({
    search: { status: chosen, user, range, since, until },
    parameters,
    wordKey: 'user',
    fields: [
      parameterField({
        key: 'status',
        title: t('status'),
        options: taskStatuses.map((value) => ({ value, label: status(value) })),
      }),
      parameterField({ key: 'user', title: t('user'), isFree: true }),
    ],
  })
  const { filters } = query
  const period = readPeriod(filters)
  const created = { ...(period.since && { $gte: period.since }), ...(period.until && { $lt: period.until }) }
  return {
    ...query,
    asked: {
      status: taskStatuses.find((one) => one === filters.status),
      user: typeof filters.user === 'string' ? filters.user : undefined,
      created: Object.keys(created).length > 0 ? created : undefined,
    },
  }
}
