import { Alert, Group } from '@mantine/core'
import { type Task, tasksApi } from '@mediary/contract/operations/tasks'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, useAlerts } from '../../ui/alerts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryBar } from '../../ui/query-bar/query-bar.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { SavedViews } from '../saved-views/menu.tsx'
import { AskFirst, Controls, useCommand } from './controls.tsx'
import { Pages } from './pagination.tsx'
import { tasksPerPage, tasksQuery } from './queries.ts'
import { useTasksQuery } from './query.ts'
import type { TasksSearch } from './search.ts'
import { TaskProgress, TaskStatusBadge } from './status.tsx'

/** The list of tasks, newest first, with their progress. */
export function TasksPage() {
  const t = useMessages('tasks')
  const search = useSearch({ from: '/inside/tasks' })
  const navigate = useNavigate({ from: '/tasks' })
  const { terms, fields, shortcuts, issues, asked: filters, write } = useTasksQuery(search)
  const isRight = issues.size === 0
  const tasks = useQuery({ ...tasksQuery(filters, search.page), enabled: isRight })
  const rows = isRight ? tasks.data : undefined
  const alerts = useAlerts()
  const set = (part: Partial<TasksSearch>) =>
    void navigate({ search: (before) => ({ ...before, page: undefined, ...part }), replace: true })
  const columns = useColumns((text) => alerts.add('failure', text), set)
  const asked = tasks.data?.find(({ _id }) => _id === (search.cancel ?? search.delete))
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Group mb="sm" gap="xs" align="flex-start">
        <QueryBar
          example="status:paused yesterday"
          terms={terms}
          fields={fields}
          shortcuts={shortcuts}
          issues={issues}
          change={(changed) => set({ ...write(changed), day: undefined })}
        />
        <SavedViews list="tasks" />
      </Group>
      <AlertStrip alerts={alerts} />
      {tasks.isPending && isRight && <Loading />}
      {tasks.isError && <Failure error={tasks.error} retry={() => void tasks.refetch()} />}
      {rows?.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      {rows && rows.length > 0 && (
        <DataTable
          list="tasks"
          label={t('title')}
          exported={<ExportButton endpoint={tasksApi.list} input={{ query: { filters } }} />}
          columns={columns}
          rows={rows}
          getKey={({ _id }) => _id}
        />
      )}
      <Pages
        page={search.page}
        more={rows?.length === tasksPerPage}
        go={(page) => void navigate({ search: (before) => ({ ...before, page }) })}
      />
      {asked && (
        <AskFirst
          task={asked}
          what={search.cancel ? 'cancel' : 'delete'}
          close={() => set({ cancel: undefined, delete: undefined, page: search.page })}
          deleted={() => undefined}
        />
      )}
    </Page>
  )
}

function useColumns(failed: (text: string) => void, set: (part: Partial<TasksSearch>) => void): Column<Task>[] {
  const t = useMessages('tasks')
  const clock = useClock()
  const command = useCommand(failed)
  return [
    {
      key: 'created',
      title: t('created'),
      width: 225,
      fixed: true,
      cell: ({ _id, created }) => (
        <Link to="/tasks/$id" params={{ id: _id }}>
          {formatMoment(created, clock)}
        </Link>
      ),
    },
    { key: 'status', title: t('status'), width: 180, cell: ({ status }) => <TaskStatusBadge status={status} /> },
    { key: 'progress', title: t('progress'), width: 165, cell: (task) => <TaskProgress task={task} /> },
    { key: 'user', title: t('user'), width: 155, cell: ({ user }) => (user === 'internal' ? t('internal') : user) },
    {
      key: 'completed',
      title: t('completed'),
      width: 225,
      cell: ({ completedDate }) => completedDate && formatMoment(completedDate, clock),
    },
    {
      key: 'controls',
      title: t('controls'),
      width: 230,
      last: true,
      cell: (task) => (
        <Controls task={task} command={command} size="compact-sm" short ask={(what) => set({ [what]: task._id })} />
      ),
    },
  ]
}
