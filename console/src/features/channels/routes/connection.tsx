import { Alert, Button, Stack } from '@mantine/core'
import { type Connection, channelChecksApi } from '@mediary/contract/channels/checks'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { formatDistance } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Facts } from '../../../ui/facts.tsx'
import { ErrorAlert } from '../../../ui/failure.tsx'
import type { RouteDraft } from '../detail/fields.ts'

/** Tests the connection from the server to the upstream of a route. */
export function TestConnection({ draft: { route, port } }: { draft: RouteDraft }) {
  const t = useMessages('channelConnection')
  const test = useMutation({
    mutationFn: () =>
      call(channelChecksApi.connection, {
        body: { host: route.host ?? '', port: Number(port), secured: route.secured ?? false, cert: route.cert || null },
      }),
  })
  return (
    <Stack gap="xs" align="flex-start">
      <Button
        variant="default"
        size="xs"
        loading={test.isPending}
        disabled={!route.host?.trim() || !port}
        onClick={() => test.mutate()}
      >
        {t('test')}
      </Button>
      <ErrorAlert error={test.error} w="100%" />
      {test.data && <Result connection={test.data} />}
    </Stack>
  )
}

function Result({ connection: { outcome, milliseconds, address, tls } }: { connection: Connection }) {
  const t = useMessages('channelConnection')
  const { language } = useClock()
  return (
    <Alert
      w="100%"
      role="status"
      color={outcome === 'connected' ? 'green' : 'red'}
      title={t(outcome, { milliseconds, address: address ?? '' })}
    >
      {tls && (
        <Facts
          facts={[
            [t('problem'), tls.problem],
            [t('protocol'), tls.protocol],
            [t('certificate'), tls.commonName],
            [t('names'), tls.names.join(', ')],
            [t('issuer'), tls.issuer],
            [t('ends'), formatDistance(tls.ends, Date.now(), language)],
          ]}
        />
      )}
    </Alert>
  )
}
