import { Badge, Group, Text } from '@mantine/core'
import type { Mediator } from '@mediary/contract/mediators'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { warning } from '../../ui/buttons.tsx'
import { findStart, type Health, judgeHealth } from './health.ts'

const colours: Record<Health, string> = { alive: 'green.9', late: warning, silent: 'red.9', never: 'gray.7' }

/** Shows in words how a mediator is, and since when. `now`: when the list was asked for. */
export function HealthBadge({ mediator, now }: { mediator: Mediator; now: number }) {
  const t = useMessages('mediators')
  const clock = useClock()
  const health = judgeHealth(mediator._lastHeartbeat, now)
  const start = findStart(mediator)
  const describe = () => {
    if (mediator._lastHeartbeat === undefined) return t('never.why')
    if (health === 'alive' && start !== undefined) return t('since', { time: formatMoment(start, clock, 'without') })
    return t('heard', { time: formatDistance(mediator._lastHeartbeat, now, clock.language) })
  }
  return (
    <Group gap="xs" wrap="nowrap">
      <Badge color={colours[health]} tt="none" style={{ flexShrink: 0 }}>
        {t(health)}
      </Badge>
      <Text size="xs" c="dimmed">
        {describe()}
      </Text>
    </Group>
  )
}
