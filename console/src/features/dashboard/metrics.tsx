import { Card, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import { toRange } from '../metrics/period.ts'
import { Periods } from '../metrics/periods.tsx'
import { channelsMetricsQuery } from '../metrics/queries.ts'
import { Statuses } from '../metrics/statuses.tsx'
import { Figure, Traffic } from '../metrics/traffic.tsx'

/** The traffic over the period in the address. */
export function Metrics() {
  const t = useMessages('metrics')
  const { language } = useClock()
  const search = useSearch({ from: '/inside/' })
  const navigate = useNavigate({ from: '/' })
  const range = toRange(search, Date.now())
  const channels = useQuery(channelsMetricsQuery(range))
  const active = <Figure title={t('active-channels')} value={formatCount(channels.data?.length ?? 0, language)} />
  return (
    <div style={{ marginBottom: 24 }}>
      <Periods search={search} set={(next) => void navigate({ search: next, replace: true })} />
      <Traffic range={range} more={active} />
      <Card withBorder component="section" aria-label={t('statuses')} mt="md">
        <Title order={2} size="h4" mb="sm">
          {t('statuses')}
        </Title>
        {channels.isError && <Failure error={channels.error} retry={() => void channels.refetch()} />}
        {channels.data?.length === 0 && <Text c="dimmed">{t('none')}</Text>}
        {channels.data && channels.data.length > 0 && <Statuses channels={channels.data} />}
      </Card>
    </div>
  )
}
