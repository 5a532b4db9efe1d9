import { Group, Text } from '@mantine/core'
import type { RouteHealth } from '@mediary/contract/operations/health'
import { HealthBadge } from './badge.tsx'
import { useSinceText } from './describe.ts'
import { findChannelState } from './rules.ts'

/** Shows how the upstreams of a channel do, and since when they are down or failing. */
export function ChannelMark({ routes, channel }: { routes: readonly RouteHealth[]; channel: string }) {
  const tellSince = useSinceText()
  const state = findChannelState(routes, channel)
  const since = tellSince(routes, channel)
  return (
    state && (
      <Group gap={6} wrap="nowrap">
        <HealthBadge state={state} />
        {since && (
          <Text size="xs" c="dimmed" truncate>
            {since}
          </Text>
        )}
      </Group>
    )
  )
}
