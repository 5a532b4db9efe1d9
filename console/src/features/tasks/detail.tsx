import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, useAlerts } from '../../ui/alerts.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { AskFirst, Controls, useCommand } from './controls.tsx'
import { type TaskDetail, TaskItems } from './items.tsx'
import { Pace } from './pace.tsx'
import { taskQuery } from './queries.ts'
import type { TaskSearch } from './search.ts'
import { TaskProgress, TaskStatusBadge } from './status.tsx'

export function TaskPage() {
  const t = useMessages('tasks')
  const { id } = useParams({ from: '/inside/tasks/$id' })
  const search = useSearch({ from: '/inside/tasks/$id' })
  const navigate = useNavigate({ from: '/tasks/$id' })
  const found = useQuery(taskQuery(id, search))
  const alerts = useAlerts()
  const command = useCommand((text) => alerts.add('failure', text))
  const set = (part: Partial<TaskSearch>) =>
    void navigate({ search: (before) => ({ ...before, page: undefined, ...part }), replace: true })
  const task = found.data
  return (
    <Page title={t('one')} actions={<Link to="/tasks">{t('back')}</Link>}>
      <AlertStrip alerts={alerts} />
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {task && (
        <Stack gap="lg">
          <Controls task={task} command={command} ask={(what) => set({ ask: what })} />
          <Overview task={task} />
          <Pace key={`${task.batchSize} ${task.rate}`} task={task} />
          <TaskItems task={task} search={search} set={set} />
        </Stack>
      )}
      {task && search.ask && (
        <AskFirst
          task={task}
          what={search.ask}
          close={() => set({ ask: undefined })}
          deleted={() => void navigate({ to: '/tasks', search: {} })}
        />
      )}
    </Page>
  )
}

function Overview({ task }: { task: TaskDetail }) {
  const t = useMessages('tasks')
  const clock = useClock()
  const { orderBy } = task
  const order =
    orderBy === 'time'
      ? 'order.time'
      : orderBy.key === 'client'
        ? 'order.client'
        : orderBy.key === 'channel'
          ? 'order.channel'
          : 'order.key'
  return (
    <Facts
      facts={[
        [t('status'), <TaskStatusBadge key="status" status={task.status} />],
        [t('progress'), <TaskProgress key="progress" task={task} />],
        [t('gathering'), task.gathering ? t('gathering.yes') : undefined],
        [t('user'), task.user === 'internal' ? t('internal') : task.user],
        [t('created'), formatMoment(task.created, clock)],
        [t('completed'), task.completedDate && formatMoment(task.completedDate, clock)],
        [t('order'), t(order, { key: orderBy === 'time' ? '' : orderBy.key })],
      ]}
    />
  )
}
