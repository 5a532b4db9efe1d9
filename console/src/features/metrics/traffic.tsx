import { Card, SimpleGrid, Text, Title } from '@mantine/core'
import type { Metric } from '@mediary/contract/metrics'
import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useMemo } from 'react'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import type { Line } from './chart.tsx'
import { addMetrics, type Range } from './period.ts'
import { seriesQuery } from './queries.ts'

// Most pages show no chart, and the first view must be small.
const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }))

/** The requests and response times over time, of all channels or of one. `more` is another number beside the totals. */
export function Traffic({ range, channelID, more }: { range: Range; channelID?: string; more?: ReactNode }) {
  const t = useMessages('metrics')
  const { language } = useClock()
  const series = useQuery(seriesQuery(range, channelID))
  if (series.isPending) return <Loading />
  if (series.isError) return <Failure error={series.error} retry={() => void series.refetch()} />
  const [first, ...others] = series.data
  if (!first) return <Text c="dimmed">{t('none')}</Text>
  const total = others.reduce(addMetrics, first)
  const of = (key: 'total' | 'avgResp' | 'maxResp') => series.data.map((one) => Math.round(one[key]))
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }} mb="md">
        {more}
        <Figure title={t('requests')} value={formatCount(total.total, language)} />
        <Figure title={t('average')} value={formatCount(Math.round(total.avgResp), language)} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <OverTime
          title={`${t('requests')}, ${t(range.breakdown)}`}
          series={series.data}
          lines={[{ label: t('requests'), values: of('total'), colour: 'first' }]}
        />
        <OverTime
          title={`${t('response-time')}, ${t(range.breakdown)}`}
          series={series.data}
          lines={[
            { label: t('average'), values: of('avgResp'), colour: 'first' },
            { label: t('maximum'), values: of('maxResp'), colour: 'second' },
          ]}
        />
      </SimpleGrid>
    </>
  )
}

export const Figure = ({ title, value }: { title: string; value: string }) => (
  <Card withBorder>
    <Text c="dimmed" size="sm">
      {title}
    </Text>
    <Text fw={700} size="xl">
      {value}
    </Text>
  </Card>
)

function OverTime({ title, series, lines }: { title: string; series: readonly Metric[]; lines: readonly Line[] }) {
  const t = useMessages('metrics')
  const clock = useClock()
  // A new picture only when the numbers are new.
  const key = JSON.stringify([series.map(({ timestamp }) => timestamp), lines])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the numbers
  const times = useMemo(() => series.map(({ timestamp }) => Date.parse(timestamp ?? '')), [key])
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
