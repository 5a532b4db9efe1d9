import { Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { serverCertificateQuery, trustedQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Expiry } from '../certificates/expiry.tsx'
import { classifyExpiry } from '../certificates/rules.ts'
import { Part } from '../metrics/part.tsx'

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
