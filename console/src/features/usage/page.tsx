import { Alert, Group, Text } from '@mantine/core'
import type { RoleUsage } from '@mediary/contract/roles/usage'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatDay } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { HistoryLink } from '../history/link.tsx'
import { roleUsageQuery } from './queries.ts'
import { UseTable } from './use-table.tsx'

/** The page of a role: the channels that it opens, who holds it, and what of it was used. */
export function RolePage() {
  const t = useMessages('usage')
  const { name } = useParams({ from: '/inside/clients/roles/$name' })
  const usage = useQuery(roleUsageQuery(name))
  return (
    <Page
      title={t('role', { role: name })}
      actions={
        <Group>
          <HistoryLink object="role" />
          <Link to="/clients" search={{ findRole: name }}>
            {t('change')}
          </Link>
        </Group>
      }
    >
      {usage.isPending && <Loading />}
      {usage.isError && <Failure error={usage.error} retry={() => void usage.refetch()} />}
      {usage.data && <Use usage={usage.data} />}
    </Page>
  )
}

function Use({ usage }: { usage: RoleUsage }) {
  const t = useMessages('usage')
  const { language } = useClock()
  const { channelCount, usedChannels, clientCount, usedByClients, days } = usage
  const count = (value: number) => formatCount(value, language)
  return (
    <>
      <Alert color={usedChannels < channelCount ? 'yellow' : 'green'} mb="md">
        <Text size="sm">{t('channels.used', { count: count(channelCount), used: count(usedChannels), days })}</Text>
        <Text size="sm">{t('clients.used', { count: count(clientCount), used: count(usedByClients) })}</Text>
        <Text size="sm">{t('since', { day: formatDay(usage.since, language) })}</Text>
      </Alert>
      <Section id="channels" title={t('channels')}>
        {channelCount === 0 && <Text>{t('channels.none')}</Text>}
        <UseTable
          label={t('channels')}
          head={t('channel')}
          rows={usage.channels}
          getName={({ name }) => name}
          getAddress={({ _id }) => `/channels/${_id}`}
          total={channelCount}
        />
      </Section>
      <Section id="holders" title={t('clients')}>
        {clientCount === 0 && <Text>{t('clients.none')}</Text>}
        <UseTable
          label={t('clients')}
          head={t('client')}
          rows={usage.clients}
          getName={({ clientID }) => clientID}
          getAddress={({ _id }) => `/clients/${_id}`}
          total={clientCount}
        />
      </Section>
    </>
  )
}
