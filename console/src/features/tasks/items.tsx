import { Alert, Button, Group, NativeSelect, Text } from '@mantine/core'
import { tasksApi } from '@mediary/contract/operations/tasks'
import { rowStatuses } from '@mediary/contract/operations/tasks/statuses'
import { transactionStatuses } from '@mediary/contract/transactions/statuses'
import type { CallResult } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useRecordedText } from '../../messages/use-recorded-text.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Section } from '../../ui/page.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { Status } from '../transactions/status.tsx'
import { Pages } from './pagination.tsx'
import { toTaskFilters, transactionsPerPage } from './queries.ts'
import type { TaskSearch } from './search.ts'
import { TaskStatusBadge } from './status.tsx'

export type TaskDetail = CallResult<typeof tasksApi.get>
type TaskItem = TaskDetail['transactions'][number]

type TaskItemsProps = { task: TaskDetail; search: TaskSearch; set: (part: Partial<TaskSearch>) => void }

/** The transactions of a task, with their reruns and outcomes. */
export function TaskItems({ task, search, set }: TaskItemsProps) {
  const t = useMessages('tasks')
  const page = Math.max(1, Number.parseInt(search.page ?? '1', 10) || 1)
  const columns = useColumns((page - 1) * transactionsPerPage)
  return (
    <Section id="transactions" title={t('transactions')}>
      <Filters search={search} set={set} />
      <Text size="sm" c="dimmed" mb="xs" aria-live="polite">
        {t('matching', { count: task.totalFilteredTransactions })}
      </Text>
      {task.transactions.length === 0 ? (
        <Alert color="gray">{t('none.transactions')}</Alert>
      ) : (
        <DataTable
          list="task-items"
          label={t('transactions')}
          exported={
            <ExportButton
              endpoint={tasksApi.get}
              input={{ params: { id: task._id }, query: { filters: toTaskFilters(search) } }}
            />
          }
          columns={columns}
          rows={task.transactions}
          getKey={({ tid }) => tid}
        />
      )}
      <Pages
        page={search.page}
        more={page * transactionsPerPage < task.totalFilteredTransactions}
        go={(to) => set({ page: to })}
      />
    </Section>
  )
}

function useColumns(before: number): Column<TaskItem>[] {
  const t = useMessages('tasks')
  return [
    { key: 'n', title: '#', width: 56, cell: (_item, at) => before + at + 1 },
    {
      key: 'original',
      title: t('original'),
      width: 240,
      cell: ({ tid }) => <AddressLink to={`/transactions/${tid}`}>{tid}</AddressLink>,
    },
    { key: 'status', title: t('status'), width: 180, cell: ({ tstatus }) => <TaskStatusBadge status={tstatus} /> },
    {
      key: 'rerun',
      title: t('rerun'),
      width: 240,
      cell: ({ rerunID }) => rerunID && <AddressLink to={`/transactions/${rerunID}`}>{rerunID}</AddressLink>,
    },
    {
      key: 'outcome',
      title: t('outcome'),
      width: 170,
      cell: ({ rerunStatus }) => rerunStatus && <Status status={rerunStatus} />,
    },
    { key: 'error', title: t('error'), width: 260, cell: ({ error }) => error && <ItemError error={error} /> },
  ]
}

function ItemError({ error }: { error: string }) {
  const text = useRecordedText()(error)
  return <span title={text}>{text}</span>
}

function Filters({ search, set }: Omit<TaskItemsProps, 'task'>) {
  const t = useMessages('tasks')
  return (
    <Group mb="sm" align="flex-end" gap="sm">
      <NativeSelect
        label={t('status')}
        value={search.tstatus ?? ''}
        data={[{ value: '', label: t('any') }, ...rowStatuses]}
        onChange={({ currentTarget }) => set({ tstatus: rowStatuses.find((one) => one === currentTarget.value) })}
      />
      <NativeSelect
        label={t('outcome')}
        value={search.outcome ?? ''}
        data={[{ value: '', label: t('any') }, ...transactionStatuses]}
        onChange={({ currentTarget }) =>
          set({ outcome: transactionStatuses.find((one) => one === currentTarget.value) })
        }
      />
      <NativeSelect
        label={t('errors')}
        value={search.errors ?? ''}
        data={[
          { value: '', label: t('any') },
          { value: 'yes', label: t('errors.yes') },
          { value: 'no', label: t('errors.no') },
        ]}
        onChange={({ currentTarget }) =>
          set({ errors: (['yes', 'no'] as const).find((one) => one === currentTarget.value) })
        }
      />
      <Button variant="subtle" onClick={() => set({ tstatus: undefined, outcome: undefined, errors: undefined })}>
        {t('clear')}
      </Button>
    </Group>
  )
}
