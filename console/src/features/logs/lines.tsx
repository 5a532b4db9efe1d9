import { Badge, Text } from '@mantine/core'
import type { LogLevel, LogLine } from '@mediary/contract/operations/logs'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { warning } from '../../ui/buttons.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import classes from './lines.module.css'

const colours: Record<LogLevel, string> = { debug: 'gray.7', info: 'blue.9', warn: warning, error: 'red.9' }

/** The lines of the log, newest first. */
export function LogLines({ lines }: { lines: readonly LogLine[] }) {
  const t = useMessages('logs')
  return (
    <PlainTable label={t('title')}>
      <thead className={classes.head}>
        <tr>
          <th scope="col" className={classes.narrow}>
            {t('time')}
          </th>
          <th scope="col" className={classes.narrow}>
            {t('level')}
          </th>
          <th scope="col" className={classes.narrow}>
            {t('process')}
          </th>
          <th scope="col">{t('message')}</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a process may write the same line twice in a millisecond
          <Line key={`${line.timestamp} ${lines.length - i}`} line={line} />
        ))}
      </tbody>
    </PlainTable>
  )
}

function Line({ line: { timestamp, level, label, message, meta } }: { line: LogLine }) {
  const t = useMessages('logs')
  const clock = useClock()
  const { pid, ...fields } = meta
  const summary = summariseFields(fields)
  const hasMore = summary.length > maxSummary || !Object.values(fields).every(isScalar)
  return (
    <tr className={classes.line}>
      <td className={classes.narrow}>{formatMoment(timestamp, clock)}</td>
      <td className={classes.narrow}>
        <Badge color={colours[level]} tt="none" miw="max-content">
          {t(level)}
        </Badge>
      </td>
      <td className={classes.narrow}>
        {label}
        <Text size="xs" c="dimmed">{`${pid ?? ''}`}</Text>
      </td>
      <td>
        {message}
        <Text size="xs" c="dimmed" className={classes.summary}>
          {summary.slice(0, maxSummary)}
        </Text>
        {typeof meta.transaction === 'string' && (
          <div>
            <AddressLink to={`/transactions/${encodeURIComponent(meta.transaction)}`}>{t('show')}</AddressLink>
          </div>
        )}
        {hasMore && (
          <details>
            <summary>{t('details')}</summary>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard */}
            <pre className={classes.fields} tabIndex={0}>
              {formatFields(fields)}
            </pre>
          </details>
        )}
      </td>
    </tr>
  )
}

const maxSummary = 160

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value)

/** Returns the fields with a short value in one line. */
const summariseFields = (fields: object) =>
  Object.entries(fields)
    .filter(([, value]) => isScalar(value))
    .map(([name, value]) => `${name}: ${value}`)
    .join(' · ')

/** A stack of an error keeps its lines. */
const formatFields = (fields: object) => JSON.stringify(fields, undefined, 2).replaceAll('\\n', '\n')
