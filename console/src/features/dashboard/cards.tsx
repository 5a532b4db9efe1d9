import { Badge, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { serverCertificateQuery, trustedQuery, useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import { Expiry } from '../certificates/expiry.tsx'
import { classifyExpiry } from '../certificates/rules.ts'
import { failuresQuery } from './queries.ts'

type PartProps = {
  title: string
  to: '/transactions' | '/refusals' | '/certificates'
  search?: { status: 'Failed' }
  error: unknown
  children: ReactNode
}

/** A card of the dashboard, with a link to the whole list. */
export function Part({ title, to, search, error, children }: PartProps) {
  const t = useMessages('dashboard')
  return (
    <Card withBorder component="section" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Link to={to} {...(search && { search })} aria-label={`${t('all')}: ${title}`}>
          {t('all')}
        </Link>
      </Group>
      {error ? <Failure error={error} /> : children}
    </Card>
  )
}

/** The newest failed requests of the channels that the user may see. */
export function Failures() {
  const t = useMessages('dashboard')
  const clock = useClock()
  const { data, error } = useQuery(failuresQuery)
  return (
    <Part title={t('failures')} to="/transactions" search={{ status: 'Failed' }} error={error}>
      {data?.length === 0 && <Text c="dimmed">{t('failures.none')}</Text>}
      <Stack gap="xs" component="ul" m={0} p={0}>
        {data?.map(({ _id, request, response, channelName }) => (
          <Group component="li" key={_id} gap="xs" wrap="nowrap" justify="space-between">
            <div style={{ minWidth: 0 }}>
              <Link to="/transactions/$id" params={{ id: _id }}>
                <Text span truncate display="block">
                  {request.method} {request.path}
                </Text>
              </Link>
              <Text size="sm" c="dimmed" title={formatMoment(request.timestamp, clock)} truncate>
                {[channelName, formatDistance(request.timestamp, Date.now(), clock.language)]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            {response && <Badge color="red.9">{response.status}</Badge>}
          </Group>
        ))}
      </Stack>
    </Part>
  )
}

export function Certificates() {
  const t = useMessages('dashboard')
  const server = useQuery(serverCertificateQuery)
  const trusted = useQuery(trustedQuery)
  const all = [...(server.data ? [server.data] : []), ...(trusted.data ?? [])]
  const soon = all.filter(({ validity }) => classifyExpiry(validity.end, Date.now()) !== 'later')
  return (
    <Part title={t('certificates')} to="/certificates" error={server.error ?? trusted.error}>
      {server.data && trusted.data && soon.length === 0 && <Text c="dimmed">{t('certificates.none')}</Text>}
      <Stack gap="xs">
        {soon.map(({ fingerprint256, commonName, validity }) => (
          <Group key={fingerprint256} justify="space-between">
            <Text size="sm">{commonName}</Text>
            <Expiry validity={validity} />
          </Group>
        ))}
      </Stack>
    </Part>
  )
}
