import { Alert } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { channelChecksApi } from '@mediary/contract/channels/checks'
import { isHost } from '@mediary/contract/channels/host'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMayAny } from '../../../lib/api/me.ts'
import { useExplanation } from '../../../messages/problems.ts'
import type { RouteDraft } from '../detail/fields.ts'

const pause = 250
const isPort = (port: number) => Number.isInteger(port) && port > 0 && port < 65_536

/** Warns while a route leads to the gateway itself. The server knows its own addresses and ports. */
export function RouteWarning({ draft: { route, port } }: { draft: RouteDraft }) {
  const { explain } = useExplanation()
  const may = useMayAny()
  const [asked] = useDebouncedValue({ host: route.host?.trim() ?? '', port: Number(port) }, pause)
  const { data } = useQuery({
    queryKey: ['channel-checks', 'route', asked],
    enabled: may('channel-manage-all') && isHost(asked.host) && isPort(asked.port),
    queryFn: ({ signal }) => call(channelChecksApi.route, { body: asked }, { signal }),
  })
  return (
    <div aria-live="polite">
      {data?.warning && (
        <Alert color="orange" mt="md">
          {explain(data.warning)}
        </Alert>
      )}
    </div>
  )
}
