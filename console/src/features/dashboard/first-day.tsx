import { Badge, Card, Code, Group, Stack, Text, Title } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, Suspense } from 'react'
import { useMay } from '../../lib/api/me.ts'
import { aboutQuery, channelsQuery, clientsQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Copy } from '../../ui/copy.tsx'
import { lazyPart } from '../../ui/lazy.tsx'
import { buildFirstRequest, findCandidate, findPair, resolveListener } from './rules.ts'

const everyMilliseconds = 3000
// Their forms and dialogs come with much code, which most first views do without.
const LastRefusal = lazyPart(async () => (await import('./last-refusal.tsx')).LastRefusal)
const Allow = lazyPart(async () => (await import('../refusals/fixes/allow.tsx')).Allow)

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
        <Access channels={channels} clients={clients} />
        <Step done={requests > 0}>{t('request')}</Step>
      </Stack>
      <Suspense>{requests === 0 && channels.length > 0 && clients.length > 0 && <LastRefusal />}</Suspense>
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

/** The step that lets a client use a channel, with the buttons that do it. */
function Access({ channels, clients }: Omit<FirstDayProps, 'requests'>) {
  const t = useMessages('dashboard')
  const may = useMay()
  const pair = findPair(channels, clients)
  const candidate = pair ?? findCandidate(channels, clients)
  return (
    <Step done={pair !== undefined}>
      {candidate ? t('access.pair', { client: candidate.client.name, channel: candidate.channel.name }) : t('access')}
      {!pair && candidate && may('channel-manage-all', candidate.channel._id) && (
        <Suspense>
          <Allow channel={candidate.channel} client={candidate.client} />
        </Suspense>
      )}
    </Step>
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
