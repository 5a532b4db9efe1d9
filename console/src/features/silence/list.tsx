import { Alert } from '@mantine/core'
import { type ClientSilence, silenceApi } from '@mediary/contract/operations/silence'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { useWeekdays } from './weekdays.ts'

/** The clients with what is usual for each, and since when one is silent. */
export function RhythmList({ clients }: { clients: readonly ClientSilence[] }) {
  const t = useMessages('silence')
  const clock = useClock()
  const describe = useRhythm()
  if (clients.length === 0) return <Alert color="gray">{t('nobody')}</Alert>
  const columns: Column<ClientSilence>[] = [
    { key: 'client', title: t('client'), width: 220, cell: ({ client }) => <span title={client}>{client}</span> },
    {
      key: 'state',
      title: t('state'),
      width: 300,
      cell: ({ state, silentSince }) =>
        state === 'silent' ? (
          <strong>{t('silent', { time: silentSince ? formatMoment(silentSince, clock) : '' })}</strong>
        ) : (
          t(state)
        ),
    },
    {
      key: 'rhythm',
      title: t('rhythm'),
      width: 420,
      cell: ({ rhythm }) => rhythm && <span title={describe(rhythm)}>{describe(rhythm)}</span>,
    },
  ]
  return (
    <DataTable
      list="rhythms"
      label={t('rhythm')}
      exported={<ExportButton endpoint={silenceApi.list} input={{}} />}
      columns={columns}
      rows={clients}
      getKey={({ clientID }) => clientID}
      fits
    />
  )
}

function useRhythm() {
  const t = useMessages('silence')
  const { format } = useWeekdays()
  const describe = ({ kind, weekdays = [], hours = [], intervalHours = 0 }: NonNullable<ClientSilence['rhythm']>) => {
    if (kind === 'interval') return t('rhythm.interval', { hours: intervalHours })
    const days = format(weekdays)
    return kind === 'days' ? t('rhythm.days', { days }) : t('rhythm.hours', { days, hours: hours.length })
  }
  return (rhythm: NonNullable<ClientSilence['rhythm']>) =>
    rhythm.set ? `${describe(rhythm)} (${t('set')})` : describe(rhythm)
}
