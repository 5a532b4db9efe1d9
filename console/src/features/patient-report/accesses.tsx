import { Alert, Badge, Button, Group, Stack, Text } from '@mantine/core'
import { type PatientAccess, patientReportApi } from '@mediary/contract/operations/audits/patient-report'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment, formatShortMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { HoldButton } from '../legal-holds/button.tsx'
import { reportPages } from './queries.ts'

const actions = ['C', 'R', 'U', 'D', 'E'] as const

/** The accesses to what is stored of a patient, newest first, with their export. */
export function Accesses({ patient }: { patient: string }) {
  const t = useMessages('patientReport')
  const report = useInfiniteQuery(reportPages(patient))
  const rows = report.data?.pages.flat() ?? []
  const columns = useColumns()
  return (
    <Stack gap="sm">
      {report.isPending && <Loading />}
      {report.isError && <Failure error={report.error} retry={() => void report.refetch()} />}
      {report.data && (
        <Group justify="space-between" align="center">
          <Text role="status">{t(report.hasNextPage ? 'found.more' : 'found', { patient, count: rows.length })}</Text>
          <Group gap="sm">
            <HoldButton held={{ patient }} text={t('hold')} compact />
          </Group>
        </Group>
      )}
      {report.data && rows.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      {rows.length > 0 && (
        <DataTable
          list="patient-report"
          label={t('accesses')}
          exported={<ExportButton endpoint={patientReportApi.list} input={{ query: { patient } }} />}
          columns={columns}
          rows={rows}
          getKey={({ kind, _id }) => `${kind} ${_id}`}
        />
      )}
      {report.hasNextPage && (
        <div>
          <Button variant="default" loading={report.isFetchingNextPage} onClick={() => void report.fetchNextPage()}>
            {t('more')}
          </Button>
        </div>
      )}
    </Stack>
  )
}

const nameWho = ({ client, clientID, user }: PatientAccess) => user ?? client ?? clientID

function useColumns(): Column<PatientAccess>[] {
  const t = useMessages('patientReport')
  const clock = useClock()
  const who = (access: PatientAccess) => {
    const name = nameWho(access) ?? t('nobody')
    return <span title={[name, access.address].filter(Boolean).join(', ')}>{name}</span>
  }
  const what = ({ what: text, transactionID }: PatientAccess) =>
    transactionID ? (
      <Link to="/transactions/$id" params={{ id: transactionID }} title={text}>
        {text}
      </Link>
    ) : (
      <span title={text}>{text}</span>
    )
  const act = ({ action }: PatientAccess) => {
    const known = actions.find((one) => one === action)
    return known && t(`action.${known}`)
  }
  return [
    {
      key: 'time',
      title: t('time'),
      width: 165,
      cell: ({ at }) => <span title={formatMoment(at, clock)}>{formatShortMoment(at, clock, Date.now())}</span>,
    },
    { key: 'kind', title: t('kind'), width: 120, cell: ({ kind }) => t(`kind.${kind}`) },
    { key: 'who', title: t('who'), width: 185, cell: who },
    { key: 'action', title: t('action'), width: 90, cell: act },
    { key: 'what', title: t('what'), width: 240, cell: what },
    { key: 'upstream', title: t('upstream'), width: 110, cell: ({ upstream }) => upstream },
    {
      key: 'outcome',
      title: t('outcome'),
      width: 100,
      cell: ({ outcome }) =>
        outcome !== undefined && (
          <Badge color={outcome === '0' ? 'green' : 'red'} variant="light">
            {t(outcome === '0' ? 'outcome.success' : 'outcome.failure')}
          </Badge>
        ),
    },
    {
      key: 'reason',
      title: t('reason'),
      width: 130,
      cell: ({ reason }) => reason && <span title={reason}>{reason}</span>,
    },
  ]
}
