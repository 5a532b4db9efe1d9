import { Badge, Group, Progress, Text } from '@mantine/core'
import type { Task } from '@mediary/contract/operations/tasks'
import type { RowStatus, TaskStatus } from '@mediary/contract/operations/tasks/statuses'
import { useMessages } from '../../messages/use-messages.ts'
import { warning } from '../transactions/status.tsx'
import { countDone } from './queries.ts'

const colours = {
  Queued: 'gray.7',
  Processing: 'blue.9',
  Paused: warning,
  Cancelled: 'gray.7',
  Completed: 'green.9',
  Failed: 'red.9',
  'Pending Async': 'blue.9',
} as const satisfies Record<TaskStatus | RowStatus, string>

export function TaskStatusBadge({ status }: { status: TaskStatus | RowStatus }) {
  const t = useMessages('statuses')
  return (
    <Badge color={colours[status]} tt="none">
      {t(status)}
    </Badge>
  )
}

/** The progress of a task. Screen readers read the numbers, not the bar. */
export function TaskProgress({ task }: { task: Task }) {
  const t = useMessages('tasks')
  const { totalTransactions: total } = task
  const done = countDone(task)
  return (
    <Group gap="xs" wrap="nowrap">
      <Progress value={total === 0 ? 0 : (done / total) * 100} w={110} aria-hidden="true" />
      <Text size="sm" component="span">
        {t('done', { done, total: `${total}${task.gathering ? '+' : ''}` })}
      </Text>
    </Group>
  )
}
