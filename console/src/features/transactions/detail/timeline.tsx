import { Anchor, Badge, Group, Text } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import type { ReactNode } from 'react'
import { useClock } from '../../../lib/api/queries.ts'
import { formatPreciseTime } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { useRecordedText } from '../../../messages/use-recorded-text.ts'
import { Section } from '../../../ui/page.tsx'
import { warning } from '../status.tsx'
import classes from './timeline.module.css'
import { type CallView, coverSpans, listCalls, measureSpan, placeSpan, type Span, toSpan } from './timeline-rules.ts'

type TimelineProps = { transaction: Transaction; open: (call: string) => void }

/** The request of the client, each route, and below each route the calls that its mediator reported. */
export function Timeline({ transaction, open }: TimelineProps) {
  const t = useMessages('transactionDetail')
  const calls = listCalls(transaction)
  const whole = coverSpans([toSpan(transaction), ...calls.map(({ call }) => toSpan(call))])
  return (
    <Section id="timeline" title={t('timeline')}>
      <ol className={classes.calls}>
        <Line
          title={<strong>{t('client-exchange')}</strong>}
          call={transaction}
          place={placeSpan(toSpan(transaction), whole)}
          nested={false}
        />
        {calls.map(({ key, kind, nested, call }) => (
          <Line
            key={key}
            title={
              <>
                <Anchor component="button" type="button" size="sm" underline="always" onClick={() => open(key)}>
                  {call.name}
                </Anchor>
                <Text size="sm" c="dimmed" component="span">
                  {[t(kind), call.group].filter(Boolean).join(' · ')}
                </Text>
              </>
            }
            call={call}
            place={placeSpan(toSpan(call), whole)}
            nested={nested}
          />
        ))}
      </ol>
    </Section>
  )
}

type LineProps = {
  title: ReactNode
  call: Pick<CallView, 'request' | 'response' | 'error'>
  place: { start: number; width: number }
  nested: boolean
}

function Line({ title, call, place: { start, width }, nested }: LineProps) {
  const t = useMessages('transactionDetail')
  const word = useRecordedText()
  const span = toSpan(call)
  const failed = call.error !== undefined || (call.response?.status ?? 0) >= 500
  const look = failed ? classes.failed : span.ended === undefined ? classes.open : undefined
  return (
    <li className={nested ? classes.nested : undefined}>
      <div>
        <Group gap="xs">
          {title}
          <Outcome call={call} />
        </Group>
        <Times span={span} />
        {call.error && (
          <Text size="sm" c="var(--mantine-color-error)">
            {t('call.error', { message: word(call.error.message) })}
          </Text>
        )}
      </div>
      <div className={classes.track} aria-hidden="true">
        <div className={`${classes.bar} ${look ?? ''}`} style={{ insetInlineStart: `${start}%`, width: `${width}%` }} />
      </div>
    </li>
  )
}

const chooseColour = (status: number) => (status >= 500 ? 'red.9' : status >= 400 ? warning : 'green.9')

/** Shows the status of a response, or that there is none. */
export function Outcome({ call: { response, error } }: { call: LineProps['call'] }) {
  const t = useMessages('transactionDetail')
  if (response) return <Badge color={chooseColour(response.status)}>{response.status}</Badge>
  return (
    <Badge color={error ? 'red.9' : 'gray.7'} tt="none">
      {error ? t('failed') : t('no-answer')}
    </Badge>
  )
}

function Times({ span }: { span: Span }) {
  const t = useMessages('transactionDetail')
  const clock = useClock()
  const time = (value: number | undefined) => (value === undefined ? '–' : formatPreciseTime(value, clock))
  const took = measureSpan(span)
  return (
    <Text size="sm" c="dimmed">
      {t('began-ended', { began: time(span.began), ended: time(span.ended) })}
      {took !== undefined && ` · ${t('took', { count: took })}`}
    </Text>
  )
}
