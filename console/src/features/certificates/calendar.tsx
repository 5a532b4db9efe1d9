import { Alert, Badge, Button, Text } from '@mantine/core'
import { type CalendarEntry, keystoreApi } from '@mediary/contract/keystore'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { warning } from '../../ui/buttons.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { ExportButton } from '../export/button.tsx'
import classes from './calendar.module.css'
import { calendarQuery } from './queries.ts'

const entriesAtOnce = 100

const colours = {
  good: 'green.9',
  soon: warning,
  urgent: 'red.9',
  expired: 'red.9',
  'not-yet': warning,
  revoked: 'gray.7',
  replaced: 'gray.7',
  unknown: 'gray.7',
} as const satisfies Record<CalendarEntry['state'], string>

export function Calendar() {
  const t = useMessages('certificateCalendar')
  const [shown, setShown] = useState(entriesAtOnce)
  const { data, isPending, error, refetch } = useQuery(calendarQuery)
  const more = (data?.certificates.length ?? 0) - shown
  return (
    <Section
      id="calendar"
      title={t('title')}
      intro={t('intro')}
      actions={<ExportButton endpoint={keystoreApi.calendar} input={{}} />}
    >
      {isPending && <Loading />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && (
        <>
          <Alert color={data.warnings ? 'orange' : 'green'} role="status" mb="xs">
            {data.warnings ? t('warnings', { count: data.warnings }) : t('fine')}
          </Alert>
          <ol className={classes.list}>
            {data.certificates.slice(0, shown).map((entry) => (
              <Entry key={`${entry.kind} ${entry._id ?? entry.name} ${entry.client?._id ?? ''}`} entry={entry} />
            ))}
          </ol>
          {more > 0 && (
            <Button variant="default" mt="xs" onClick={() => setShown(shown + entriesAtOnce)}>
              {t('more', { count: Math.min(more, entriesAtOnce) })}
            </Button>
          )}
        </>
      )}
    </Section>
  )
}

function Entry({ entry: { kind, name, client, state, daysLeft, end, breaks } }: { entry: CalendarEntry }) {
  const t = useMessages('certificateCalendar')
  const clock = useClock()
  const needsNobody = state === 'revoked' || state === 'replaced'
  return (
    <li className={classes.entry} data-state={state}>
      <Badge color={colours[state]} tt="none" title={end && formatMoment(end, clock)}>
        {useRemainingText(state, daysLeft)}
      </Badge>
      <div>
        <Text fw={600} className={classes.name}>
          {name}
        </Text>
        <Text size="sm" c="dimmed">
          {t(`kind.${kind}`, { client: client?.clientID ?? '' })}
        </Text>
      </div>
      <Text size="sm">{needsNobody ? '' : breaks}</Text>
    </li>
  )
}

function useRemainingText(state: CalendarEntry['state'], daysLeft: number | undefined): string {
  const t = useMessages('certificateCalendar')
  if (state === 'not-yet' || state === 'revoked' || state === 'replaced' || state === 'unknown')
    return t(`state.${state}`)
  if (daysLeft === undefined) return t('state.unknown')
  if (daysLeft < 0) return t('days.over', { days: -daysLeft })
  return daysLeft === 0 ? t('days.today') : t('days.left', { days: daysLeft })
}
