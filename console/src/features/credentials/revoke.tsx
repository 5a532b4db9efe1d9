import { Alert, Button, Stack, Text } from '@mantine/core'
import { type Credential, credentialsApi } from '@mediary/contract/clients/credentials'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert, Failure, Loading } from '../../ui/failure.tsx'

type RevokeProps = { client: string; credential: Credential; close: () => void }

/** Tells from the record what would break before a credential is revoked. */
export function RevokeCredential({ client, credential, close }: RevokeProps) {
  const t = useMessages('credentials')
  const { language } = useClock()
  const queries = useQueryClient()
  const params = { id: client, credential: credential._id }
  const usage = useQuery({
    queryKey: ['clients', client, 'credentials', credential._id, 'usage'],
    staleTime: 0,
    queryFn: ({ signal }) => call(credentialsApi.usage, { params }, { signal }),
  })
  const revoke = useMutation({
    mutationFn: () => call(credentialsApi.revoke, { params }),
    onSuccess: close,
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <section aria-label={t('revoke.title')}>
      <Stack gap="xs">
        <Text fw={600}>{t('revoke.title')}</Text>
        <Text size="sm">{t('revoke.question')}</Text>
        {usage.isPending && <Loading />}
        {usage.isError && <Failure error={usage.error} retry={() => void usage.refetch()} />}
        {usage.data && (
          <Alert color={usage.data.safe ? 'green' : 'red'}>
            {t(`usage.${usage.data.reason}`)} {t('usage.count', { count: formatCount(usage.data.requests, language) })}
          </Alert>
        )}
        <ErrorAlert error={revoke.error} />
        <Button.Group>
          <Button color="red.8" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            {t('revoke.act')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
        </Button.Group>
      </Stack>
    </section>
  )
}
