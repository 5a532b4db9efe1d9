import { Alert, Badge, Button, NativeSelect, Stack, Text } from '@mantine/core'
import { type Notice, noticesApi } from '@mediary/contract/operations/notices'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import { Failure, Loading, useErrorSentence } from '../../ui/failure.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { describeError } from './describe-error.ts'
import { noticePages } from './queries.ts'

const states = ['waiting', 'held', 'gathered', 'sent', 'failed'] as const
type State = (typeof states)[number]
const colours = {
  waiting: 'blue',
  held: 'gray',
  gathered: 'gray',
  sent: 'green',
  failed: 'red',
} as const satisfies Record<State, string>

type DeliveriesProps = { state: State | undefined; setState: (state: State | undefined) => void; alerts: Alerts }

/** The notices with their state, newest first. */
export function Deliveries({ state, setState, alerts }: DeliveriesProps) {
  const t = useMessages('notices')
  const notices = useInfiniteQuery(noticePages({ state }))
  const rows = notices.data?.pages.flat() ?? []
  const columns = useColumns(useReplay(alerts))
  return (
    <Stack>
      <NativeSelect
        label={t('state')}
        maw={240}
        value={state ?? ''}
        data={[{ value: '', label: t('all') }, ...states.map((value) => ({ value, label: t(value) }))]}
        onChange={({ currentTarget }) => setState(states.find((one) => one === currentTarget.value))}
      />
      {notices.isPending && <Loading />}
      {notices.isError && <Failure error={notices.error} retry={() => void notices.refetch()} />}
      {notices.data && rows.length === 0 && <Alert color="gray">{state ? t('none.found') : t('none')}</Alert>}
      {rows.length > 0 && (
        <DataTable list="notices" label={t('title')} columns={columns} rows={rows} getKey={({ _id }) => _id} />
      )}
      {notices.hasNextPage && (
        <div>
          <Button variant="default" loading={notices.isFetchingNextPage} onClick={() => void notices.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </Stack>
  )
}

function useReplay(alerts: Alerts) {
  const t = useMessages('notices')
  const client = useQueryClient()
  const sentence = useErrorSentence()
  const replay = useMutation({
    mutationFn: ({ _id }: Notice) => call(noticesApi.replay, { params: { id: _id } }),
    onSuccess: (_answer, { recipient }) => alerts.add('success', t('replayed', { recipient })),
    onError: (error) => alerts.add('failure', sentence(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }),
  })
  return (notice: Notice) => {
    alerts.clear()
    replay.mutate(notice)
  }
}

function useColumns(replay: (notice: Notice) => void): Column<Notice>[] {
  const t = useMessages('notices')
  const clock = useClock()
  const mayReplay = useMay()('contact-list-manage')
  const problem = (notice: Notice) => {
    const parts = [
      notice.error && describeError(t, notice.error),
      notice.attempts > 1 || notice.error ? t('attempts', { count: notice.attempts }) : undefined,
      (notice.error || notice.state === 'held') &&
        notice.nextAttempt &&
        t('next', { time: formatMoment(notice.nextAttempt, clock, 'without') }),
    ]
    const text = parts.filter(Boolean).join(' · ')
    return (
      <Text size="sm" truncate title={text}>
        {text}
      </Text>
    )
  }
  const actions = (notice: Notice) =>
    mayReplay &&
    notice.state !== 'waiting' &&
    notice.state !== 'gathered' &&
    notice.kind !== 'password-link' && (
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('replay.label', { recipient: notice.recipient, subject: notice.subject })}
        onClick={() => replay(notice)}
      >
        {t('replay')}
      </Button>
    )
  return [
    {
      key: 'state',
      title: t('state'),
      width: 100,
      cell: ({ state }) => (
        <Badge color={colours[state]} variant="light">
          {t(state)}
        </Badge>
      ),
    },
    { key: 'time', title: t('time'), width: 200, cell: ({ timestamp }) => formatMoment(timestamp, clock, 'without') },
    {
      key: 'recipient',
      title: t('recipient'),
      width: 220,
      cell: ({ recipient, method }) => `${recipient} (${t(method)})`,
    },
    { key: 'subject', title: t('subject'), width: 260, cell: ({ subject }) => subject },
    { key: 'problem', title: t('problem'), width: 300, cell: problem },
    { key: 'actions', title: t('actions'), width: 130, last: true, cell: actions },
  ]
}
