import { Badge, Card, Code, Group, Stack, Text, Title } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { aboutQuery, channelsQuery, clientsQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Copy } from '../../ui/copy.tsx'
import { buildFirstRequest, resolveListener } from './rules.ts'

const everyMilliseconds = 3000

type FirstDayProps = { channels: readonly Channel[]; clients: readonly Client[]; requests: number }

/** The steps that remain before a first request can pass. */
export function FirstDay({ channels, clients, requests }: FirstDayProps) {
  const t = useMessages('dashboard')
  const about = useQuery(aboutQuery)
  // Polling also finds what a script or another person creates.
  useQuery({ ...channelsQuery, refetchInterval: everyMilliseconds })
  useQuery({ ...clientsQuery, refetchInterval: everyMilliseconds })
  const command =
    about.data && buildFirstRequest(channels, clients, resolveListener(about.data.gateway, window.location.hostname))
  return (
    <Card withBorder mb="lg" component="section" aria-label={t('start')}>
      <Title order={2} size="h4">
        {t('start')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('start.intro')}
      </Text>
      <Stack component="ol" gap="sm" m={0} pl="lg">
        <Step done={channels.length > 0}>
          <Link to="/channels/$id" params={{ id: 'new' }} search={{}}>
            {t('channel')}
          </Link>
        </Step>
        <Step done={clients.length > 0}>
          <Link to="/clients" search={{ client: 'new' }}>
            {t('client')}
          </Link>
        </Step>
        <Step done={requests > 0}>{t('request')}</Step>
      </Stack>
      {requests === 0 && command && (
        <Stack gap="xs" mt="sm" align="flex-start">
          <Text size="sm">{t('request.help')}</Text>
          <Code block w="100%" styles={{ root: { whiteSpace: 'pre-wrap' } }}>
            {command}
          </Code>
          <Copy text={command} />
        </Stack>
      )}
    </Card>
  )
}

function Step({ done, children }: { done: boolean; children: ReactNode }) {
  const t = useMessages('dashboard')
  return (
    <li>
      <Group gap="sm">
        {children}
        <Badge color={done ? 'green.9' : 'gray.7'} tt="none">
          {done ? t('done') : t('todo')}
        </Badge>
      </Group>
    </li>
  )
}
