import { Alert } from '@mantine/core'
import type { ClientSilence } from '@mediary/contract/operations/silence'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PlainTable } from '../../ui/plain-table.tsx'
import { useWeekdays } from './weekdays.ts'

/** The clients with what is usual for each, and since when one is silent. */
export function RhythmList({ clients }: { clients: readonly ClientSilence[] }) {
  const t = useMessages('silence')
  const clock = useClock()
  const describe = useRhythm()
  if (clients.length === 0) return <Alert color="gray">{t('nobody')}</Alert>
  return (
    <PlainTable label={t('rhythm')} wide>
      <thead>
        <tr>
          <th>{t('client')}</th>
          <th>{t('state')}</th>
          <th>{t('rhythm')}</th>
        </tr>
      </thead>
      <tbody>
        {clients.map(({ clientID, client, state, rhythm, silentSince }) => (
          <tr key={clientID}>
            <td>{client}</td>
            <td>
              {state === 'silent' ? (
                <strong>{t('silent', { time: silentSince ? formatMoment(silentSince, clock) : '' })}</strong>
              ) : (
                t(state)
              )}
            </td>
            <td>{rhythm && describe(rhythm)}</td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
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
