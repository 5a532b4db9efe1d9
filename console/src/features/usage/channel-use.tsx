import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatDay } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'
import { channelUsageQuery } from './queries.ts'
import { UseTable } from './use-table.tsx'

/** The clients that a channel allows, each with what it sent: who needs the channel, and who does not. */
export function ChannelUse({ channel }: { channel: string }) {
  const t = useMessages('usage')
  const { language } = useClock()
  const usage = useQuery(channelUsageQuery(channel))
  if (!usage.data) return <ErrorAlert error={usage.error} mt="sm" />
  const { clientCount, usedByClients, clients, days, since } = usage.data
  const count = (value: number) => formatCount(value, language)
  return (
    <>
      <Text size="sm" my="xs">
        {t('channel.used', { count: count(clientCount), used: count(usedByClients), days })}{' '}
        {t('since', { day: formatDay(since, language) })}
      </Text>
      <UseTable
        label={t('use')}
        head={t('client')}
        rows={clients}
        getName={({ clientID }) => clientID}
        getAddress={({ _id }) => `/clients/${_id}`}
        total={clientCount}
      />
    </>
  )
}
