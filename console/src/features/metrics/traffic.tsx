import { Card, SimpleGrid, Text, Title } from '@mantine/core'
import type { Metric } from '@mediary/contract/operations/metrics'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import type { Line } from './chart.tsx'
import { addMetrics, alignSeries, type Range, toRangeBefore } from './period.ts'
import { seriesBeforeQuery, seriesQuery, totalQuery } from './queries.ts'

// Most pages show no chart, and the first view must be small.
const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }))

/** The requests and response times over time, of all channels or of one. `more` is another number beside the totals. */
export function Traffic({ range, channelID, more }: { range: Range; channelID?: string; more?: ReactNode }) {
  const t = useMessages('metrics')
  const { language } = useClock()
  const series = useQuery(seriesQuery(range, channelID))
  const percentiles = useQuery(totalQuery(range, channelID)).data
  const before = useQuery(seriesBeforeQuery(range, channelID)).data ?? []
  if (series.isPending) return <Loading />
  if (series.isError) return <Failure error={series.error} retry={() => void series.refetch()} />
  const [first, ...others] = series.data
  if (!first) return <Text c="dimmed">{t('none')}</Text>
  const total = others.reduce(addMetrics, first)
  const { name, shift } = toRangeBefore(range) ?? { name: undefined, shift: 0 }
  const aligned = alignSeries(series.data, before, shift)
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: more ? 3 : 2, lg: more ? 5 : 4 }} mb="md">
        <Figure title={t('failed')} value={formatCount(total.failed, language)} isBad={total.failed > 0} />
        <Figure title={t('requests')} value={formatCount(total.total, language)} />
        <Figure title={t('average')} value={formatCount(Math.round(total.avgResp), language)} />
        {percentiles?.p50 !== undefined && <Percentiles metric={percentiles} />}
        {more}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <OverTime
          title={`${t('requests')}, ${t(range.breakdown)}`}
          times={aligned.times}
          lines={[
            { label: t('requests'), values: aligned.count('total'), colour: 'first' },
            { label: t('failed'), values: aligned.count('failed'), colour: 'second' },
            ...(name && before.length > 0
              ? [{ label: t(`before.${name}`), values: aligned.before, colour: 'before' } as const]
              : []),
          ]}
        />
        <OverTime
          title={`${t('response-time')}, ${t(range.breakdown)}`}
          times={series.data.map(({ timestamp }) => Date.parse(timestamp ?? ''))}
          lines={chooseTimes(series.data).map(([key, colour]) => ({
            label: t(shortNames[key]),
            values: series.data.map((one) => Math.round(one[key] ?? 0)),
            colour,
          }))}
        />
      </SimpleGrid>
    </>
  )
}

const shortNames = { p50: 'p50', p95: 'p95', p99: 'p99', avgResp: 'average', maxResp: 'maximum' } as const
const percentileLines = [
  ['p50', 'first'],
  ['p95', 'second'],
  ['p99', 'third'],
] as const
const averageLines = [
  ['avgResp', 'first'],
  ['maxResp', 'second'],
] as const

/** Returns what is drawn of response times. What was counted earlier, or is added up from days, has no percentiles. */
const chooseTimes = (series: readonly Metric[]) =>
  series.every(({ p50 }) => p50 !== undefined) ? percentileLines : averageLines

function Percentiles({ metric: { p50 = 0, p95 = 0, p99 = 0 } }: { metric: Metric }) {
  const t = useMessages('metrics')
  const { language } = useClock()
  return (
    <Figure title={t('percentiles')} value={[p50, p95, p99].map((one) => formatCount(one, language)).join(' · ')} />
  )
}

export const Figure = ({ title, value, isBad }: { title: string; value: string; isBad?: boolean }) => (
  <Card withBorder>
    <Text c="dimmed" size="sm">
      {title}
    </Text>
    <Text fw={700} size="xl" {...(isBad && { c: 'var(--mantine-color-error)' })}>
      {value}
    </Text>
  </Card>
)

function OverTime({ title, times: given, lines }: { title: string; times: readonly number[]; lines: readonly Line[] }) {
  const t = useMessages('metrics')
  const clock = useClock()
  // A new picture only when the numbers are new.
  const key = JSON.stringify([given, lines])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the numbers
  const times = useMemo(() => given, [key])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the numbers
  const chart = useMemo(() => <Chart label={title} times={times} lines={lines} clock={clock} />, [key, title, clock])
  return (
    <Card withBorder component="section" aria-label={title}>
      <Title order={2} size="h4" mb="sm">
        {title}
      </Title>
      <Suspense fallback={<Loading />}>{chart}</Suspense>
      <details>
        <summary>{t('table')}</summary>
        <PlainTable label={title}>
          <thead>
            <tr>
              <th scope="col">{t('time')}</th>
              {lines.map(({ label }) => (
                <th scope="col" key={label}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((time, i) => (
              <tr key={time}>
                <th scope="row">{formatMoment(time, clock, 'without')}</th>
                {lines.map(({ label, values }) => (
                  <td key={label}>{formatCount(values[i] ?? 0, clock.language)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </PlainTable>
      </details>
    </Card>
  )
}
