import { Badge } from '@mantine/core'
import type { RouteState } from '@mediary/contract/operations/health'
import { useMessages } from '../../messages/use-messages.ts'
import { warning } from '../../ui/buttons.tsx'

const colours: Record<RouteState, string> = { down: 'red.9', failing: warning, up: 'green.9', silent: 'gray.7' }

export function HealthBadge({ state }: { state: RouteState }) {
  const t = useMessages('health')
  return (
    <Badge color={colours[state]} tt="none" title={t(`${state}.why`)} style={{ flexShrink: 0 }}>
      {t(state)}
    </Badge>
  )
}
