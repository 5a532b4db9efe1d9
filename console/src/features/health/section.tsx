import { Group, Stack, Text } from '@mantine/core'
import type { RouteHealth } from '@mediary/contract/operations/health'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { HealthBadge } from './badge.tsx'
import { useFailureText, useLastTimes } from './describe.ts'
import { useRoutesHealth } from './queries.ts'
import { isTroubled } from './rules.ts'

/** The state of each route of a channel: since when, the last good answer, and the last error. */
export function ChannelHealth({ channel }: { channel: string }) {
  const t = useMessages('health')
  const { data, error, refetch } = useRoutesHealth()
  const routes = data?.filter(({ channelID }) => channelID === channel) ?? []
  if (error) return <Failure error={error} retry={() => void refetch()} />
  if (routes.length === 0) return null
  return (
    <Section id="health" title={t('title')}>
      <Stack gap="sm" component="ul" m={0} p={0}>
        {routes.map((route) => (
          <RouteLine key={route.route} route={route} />
        ))}
      </Stack>
    </Section>
  )
}

function RouteLine({ route }: { route: RouteHealth }) {
  const t = useMessages('health')
  const clock = useClock()
  const describeFailure = useFailureText()
  const tellTimes = useLastTimes()
  const { since, recent } = route
  return (
    <Group component="li" gap="sm" align="flex-start" wrap="nowrap">
      <HealthBadge state={route.state} />
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Text size="sm" fw={600}>
          {route.route} · {route.address}
        </Text>
        {since && (
          <Text size="sm">
            {t('since', { time: formatMoment(since, clock) })}
            {isTroubled(route) && `: ${describeFailure(route)}`}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {route.lastTried ? tellTimes(route).join(' · ') : t('silent.why')}
          {recent.failed > 0 && ` · ${t('recent', { failed: recent.failed, requests: recent.requests })}`}
        </Text>
      </div>
    </Group>
  )
}
