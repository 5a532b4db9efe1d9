import { Card, Group, Stack, Text, Title } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { transactionStatuses } from '@mediary/contract/transactions/statuses'
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { serverCertificateQuery, trustedQuery, useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import { Expiry } from '../certificates/expiry.tsx'
import { classifyExpiry } from '../certificates/rules.ts'
import { Status } from '../transactions/status.tsx'

type PartProps = {
  title: string
  to: '/transactions' | '/refusals' | '/certificates'
  error: unknown
  children: ReactNode
}

/** A card of the dashboard, with a link to the whole list. */
export function Part({ title, to, error, children }: PartProps) {
  const t = useMessages('dashboard')
  return (
    <Card withBorder component="section" aria-label={title}>
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
        <Link to={to} aria-label={`${t('all')}: ${title}`}>
          {t('all')}
        </Link>
      </Group>
      {error ? <Failure error={error} /> : children}
    </Card>
  )
}

export function Requests({ latest }: { latest: UseQueryResult<Transaction[]> }) {
  const t = useMessages('dashboard')
  const { language } = useClock()
  const all = latest.data ?? []
  const counts = transactionStatuses
    .map((status) => ({ status, count: all.filter((one) => one.status === status).length }))
    .filter(({ count }) => count > 0)
  return (
    <Part title={t('latest', { count: formatCount(all.length, language) })} to="/transactions" error={latest.error}>
      {latest.data && counts.length === 0 && <Text c="dimmed">{t('latest.none')}</Text>}
      <Stack gap="xs">
        {counts.map(({ status, count }) => (
          <Group key={status} justify="space-between">
            <Status status={status} />
            <Text fw={600}>{formatCount(count, language)}</Text>
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
