import { Badge, Group, Stack, Text } from '@mantine/core'
import type { RefusalGroup } from '@mediary/contract/operations/refusals'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Part } from '../metrics/part.tsx'
import { toRange } from '../metrics/period.ts'
import { toInstants, topRefusalsQuery } from './queries.ts'

/** The most frequent refusals of the period, each with a link to all of its kind. */
export function TopRefusals() {
  const t = useMessages('dashboard')
  const search = useSearch({ from: '/inside/' })
  const range = toRange(search, Date.now())
  const period = toInstants(range)
  const { language } = useClock()
  const top = useQuery(topRefusalsQuery(range))
  return (
    <Part title={t('refusals')} to="/refusals" error={top.error}>
      {top.data?.length === 0 && <Text c="dimmed">{t('refusals.none')}</Text>}
      <Stack gap="xs" component="ul" m={0} p={0}>
        {top.data?.map((group) => (
          <Group component="li" key={JSON.stringify(group)} gap="xs" wrap="nowrap" justify="space-between">
            <Kind group={group} period={period} />
            <Badge color="red.9">{formatCount(group.count, language)}</Badge>
          </Group>
        ))}
      </Stack>
    </Part>
  )
}

function Kind({ group, period }: { group: RefusalGroup; period: { since: string; until: string } }) {
  const t = useMessages('refusals')
  const code = useMessages('refusalCodes')
  const clock = useClock()
  const { client, clientIP, channel, stage, lastSeen } = group
  return (
    <div style={{ minWidth: 0 }}>
      <Link to="/refusals" search={{ ...period, client, clientIP, channel, code: group.code, stage }}>
        {group.code ? code(group.code) : t(stage)}
      </Link>
      <Text size="sm" c="dimmed" title={formatMoment(lastSeen, clock)} truncate>
        {[client ?? clientIP, channel, formatDistance(lastSeen, Date.now(), clock.language)]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </div>
  )
}
