import { NativeSelect } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import type { RouteDraft } from '../detail/fields.ts'

type Route = RouteDraft['route']
type RouteKindProps = { route: Route; change: (part: Partial<Route>) => void; error: string | undefined }

/** Selects the protocol of the upstream. Kafka is not served, so it is offered only where it is chosen already. */
export function RouteKind({ route, change, error }: RouteKindProps) {
  const t = useMessages('channelRoutes')
  const kinds = route.type === 'kafka' ? (['http', 'mllp', 'kafka'] as const) : (['http', 'mllp'] as const)
  return (
    <NativeSelect
      label={t('kind')}
      value={route.type ?? 'http'}
      error={error}
      data={kinds.map((value) => ({ value, label: t(value) }))}
      onChange={({ currentTarget }) => change({ type: kinds.find((kind) => kind === currentTarget.value) ?? 'http' })}
    />
  )
}
