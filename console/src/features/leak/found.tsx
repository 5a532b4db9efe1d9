import { Alert, Anchor, Badge, Button, Card, Code, Group, Stack, Text } from '@mantine/core'
import type { credentialsApi } from '@mediary/contract/clients/credentials'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { CallResult } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useChannels, useClock } from '../../lib/api/queries.ts'
import { basePath } from '../../lib/base-path.ts'
import { formatCount, formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Copy } from '../../ui/copy.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { buildEnrolmentLink } from '../certificates/enrolment/link.ts'
import { authoritiesQuery } from '../certificates/queries.ts'
import { endLeaked, type Response } from './respond.ts'

type Found = CallResult<typeof credentialsApi.leaked>['found'][number]
type FoundProps = { found: Found; days: number }

const colours = { pending: 'gray.7', active: 'red.9', expired: 'gray.7', revoked: 'gray.7' } as const

/** A secret that was found: whose it is, what it reached, and the button that ends it. */
export function FoundSecret({ found, days }: FoundProps) {
  const t = useMessages('leak')
  const kinds = useMessages('credentials')
  const may = useMay()
  const queries = useQueryClient()
  const { client, credential } = found
  const mayInvite = may('certificates-manage')
  const authorities = useQuery({ ...authoritiesQuery, enabled: mayInvite })
  const end = useMutation({
    gcTime: 0,
    mutationFn: () =>
      endLeaked({ client: client._id, credential: credential._id }, (authorities.data ?? []).length > 0),
    onSettled: () => queries.invalidateQueries(),
  })
  const valid = (credential.state === 'active' || credential.state === 'pending') && !end.data
  return (
    <Card withBorder component="article" aria-label={t('of', { client: client.clientID })}>
      <Group gap="xs">
        <Text size="sm">{kinds(credential.kind)}</Text>
        {credential.name && <Text size="sm">{credential.name}</Text>}
        <AddressLink to={`/clients/${client._id}`}>{client.clientID}</AddressLink>
        <Badge color={end.data ? 'gray.7' : colours[credential.state]} tt="none">
          {end.data ? t('ended') : kinds(credential.state)}
        </Badge>
      </Group>
      <Reached found={found} days={days} />
      {valid && (
        <Stack gap="xs" mt="sm" align="flex-start">
          <Text size="sm">{t('end.help')}</Text>
          <Button color="red.8" loading={end.isPending || authorities.isLoading} onClick={() => end.mutate()}>
            {t('end')}
          </Button>
        </Stack>
      )}
      <ErrorAlert error={end.error} mt="sm" />
      {end.data && <Successor response={end.data} />}
    </Card>
  )
}

/** What the secret reached, and since when that is known. */
function Reached({ found: { client, credential, requests, channels }, days }: FoundProps) {
  const t = useMessages('leak')
  const clock = useClock()
  const known = useChannels().data ?? []
  const count = formatCount(requests, clock.language)
  const since = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 16)
  const { lastUsed, madeAt } = credential
  return (
    <Stack gap={4} mt="xs">
      <Text size="sm">
        {t('made', { time: formatMoment(madeAt, clock) })}{' '}
        {lastUsed
          ? t('used', { time: formatDistance(lastUsed.at, Date.now(), clock.language), address: lastUsed.from })
          : t('unused')}
      </Text>
      <Text size="sm">
        {t('reached', { count, days })}{' '}
        {requests > 0 && (
          <AddressLink to={`/transactions?${new URLSearchParams({ client: client._id, since })}`}>
            {t('transactions')}
          </AddressLink>
        )}
      </Text>
      {channels.map(({ _id, requests: ofChannel }) => (
        <Text size="sm" key={_id} component="div" pl="md">
          <AddressLink to={`/channels/${_id}`}>{known.find((one) => one._id === _id)?.name ?? _id}</AddressLink>{' '}
          {formatCount(ofChannel, clock.language)}
        </Text>
      ))}
    </Stack>
  )
}

/** The secret and the code that take the place of the leaked one. They are shown this once. */
function Successor({ response: { successor, successorProblem, code, codeProblem } }: { response: Response }) {
  const t = useMessages('leak')
  const enrol = useMessages('certificateAuthority')
  const clock = useClock()
  const link = code && buildEnrolmentLink(`${window.location.origin}${basePath}`, code.code)
  return (
    <Stack gap="xs" mt="sm">
      <Alert color="green" role="status">
        {t('ended.why')}
      </Alert>
      <ErrorAlert error={successorProblem} title={t('no-successor')} />
      {successor?.secret && (
        <Alert color="yellow">
          <Text size="sm">{t('successor')}</Text>
          <Group mt="xs">
            <Code style={{ overflowWrap: 'anywhere' }}>{successor.secret}</Code>
            <Copy text={successor.secret} />
          </Group>
        </Alert>
      )}
      <ErrorAlert error={codeProblem} title={t('no-code')} />
      {code && (
        <Alert color="yellow">
          <Text size="sm">{enrol('code.once', { time: formatMoment(code.expires, clock, 'without') })}</Text>
          <Group mt="xs">
            <Code>{code.code}</Code>
            <Copy text={code.code} label={enrol('copy.code')} />
          </Group>
        </Alert>
      )}
      {link && (
        <Anchor href={link} target="_blank" rel="noreferrer" size="sm" style={{ overflowWrap: 'anywhere' }}>
          {link}
        </Anchor>
      )}
    </Stack>
  )
}
