import { Alert, Badge, Button, NativeSelect, Stack, Text } from '@mantine/core'
import { type Notice, noticesApi } from '@mediary/contract/operations/notices'
import { acknowledgementApi } from '@mediary/contract/operations/notices/acknowledgement'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay, useUser } from '../../lib/api/me.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import { Failure, Loading, useErrorSentence } from '../../ui/failure.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { describeError } from './describe-error.ts'
import { noticePages } from './queries.ts'

const states = ['waiting', 'queued', 'held', 'gathered', 'sent', 'failed', 'cancelled'] as const
type State = (typeof states)[number]
const colours = {
  waiting: 'blue',
  queued: 'blue',
  held: 'gray',
  gathered: 'gray',
  sent: 'green',
  failed: 'red',
  cancelled: 'gray',
} as const satisfies Record<State, string>

type DeliveriesProps = { state: State | undefined; setState: (state: State | undefined) => void; alerts: Alerts }

/** The notices with their state, newest first. */
export function Deliveries({ state, setState, alerts }: DeliveriesProps) {
  const t = useMessages('notices')
  const notices = useInfiniteQuery(noticePages({ state }))
  const rows = notices.data?.pages.flat() ?? []
  const columns = useColumns({ replay: useReplay(alerts), acknowledge: useAcknowledge(alerts) })
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
        <DataTable
          list="notices"
          label={t('title')}
          exported={<ExportButton endpoint={noticesApi.list} input={{ query: { state } }} />}
          columns={columns}
          rows={rows}
          getKey={({ _id }) => _id}
        />
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

function useAcknowledge(alerts: Alerts) {
  const t = useMessages('notices')
  const client = useQueryClient()
  const sentence = useErrorSentence()
  const acknowledge = useMutation({
    mutationFn: ({ _id }: Notice) => call(acknowledgementApi.acknowledge, { params: { id: _id } }),
    onSuccess: () => alerts.add('success', t('acknowledged.you')),
    onError: (error) => alerts.add('failure', sentence(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }),
  })
  return (notice: Notice) => {
    alerts.clear()
    acknowledge.mutate(notice)
  }
}

/** Nobody sends these again: they are sent, or nobody needs them. */
const underWay: readonly State[] = ['waiting', 'queued', 'gathered', 'cancelled']

type Actions = { replay: (notice: Notice) => void; acknowledge: (notice: Notice) => void }

/** Who has acknowledged a notice, or the button with which its recipient does, and whoever manages contact lists. */
function Acknowledgement({ notice, acknowledge }: { notice: Notice } & Pick<Actions, 'acknowledge'>) {
  const t = useMessages('notices')
  const clock = useClock()
  const mayManage = useMay()('contact-list-manage')
  const isOwn = useUser()?.email === notice.recipient
  const { subject, state, onCall } = notice
  const known = onCall?.acknowledged
  if (known) {
    const text = t('acknowledged.by', { by: known.by, time: formatMoment(known.at, clock, 'without') })
    return <span title={text}>{text}</span>
  }
  if (!onCall || state === 'queued' || state === 'cancelled' || !(mayManage || isOwn)) return null
  return (
    <Button size="compact-sm" aria-label={t('acknowledge.label', { subject })} onClick={() => acknowledge(notice)}>
      {t('acknowledge')}
    </Button>
  )
}

function ReplayButton({ notice, replay }: { notice: Notice } & Pick<Actions, 'replay'>) {
  const t = useMessages('notices')
  const mayManage = useMay()('contact-list-manage')
  const { recipient, subject, state, kind } = notice
  if (!mayManage || underWay.includes(state) || kind === 'password-link') return null
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={t('replay.label', { recipient, subject })}
      onClick={() => replay(notice)}
    >
      {t('replay')}
    </Button>
  )
}

function useColumns({ replay, acknowledge }: Actions): Column<Notice>[] {
  const t = useMessages('notices')
  const clock = useClock()
  const problem = (notice: Notice) => {
    const parts = [
      notice.error && describeError(t, notice.error),
      notice.attempts > 1 || notice.error ? t('attempts', { count: notice.attempts }) : undefined,
      (notice.error || notice.state === 'held' || notice.state === 'queued') &&
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
  return [
    {
      key: 'state',
      title: t('state'),
      width: 115,
      cell: ({ state }) => (
        <Badge color={colours[state]} variant="light">
          {t(state)}
        </Badge>
      ),
    },
    { key: 'time', title: t('time'), width: 190, cell: ({ timestamp }) => formatMoment(timestamp, clock, 'without') },
    {
      key: 'recipient',
      title: t('recipient'),
      width: 200,
      cell: ({ recipient, method }) => `${recipient} (${t(method)})`,
    },
    { key: 'subject', title: t('subject'), width: 230, cell: ({ subject }) => <span title={subject}>{subject}</span> },
    {
      key: 'acknowledge',
      title: t('acknowledge'),
      width: 190,
      cell: (notice) => <Acknowledgement notice={notice} acknowledge={acknowledge} />,
    },
    { key: 'problem', title: t('problem'), width: 200, cell: problem },
    {
      key: 'actions',
      title: t('actions'),
      width: 130,
      last: true,
      cell: (notice) => <ReplayButton notice={notice} replay={replay} />,
    },
  ]
}
