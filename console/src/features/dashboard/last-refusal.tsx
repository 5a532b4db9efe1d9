import { Stack, Text } from '@mantine/core'
import { refusalsApi } from '@mediary/contract/operations/refusals'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { RefusalRow } from '../refusals/row.tsx'

const everyMilliseconds = 3000
const recentMilliseconds = 3_600_000

/** Listens for the first request, and shows why it was refused, with the button that helps. */
export function LastRefusal() {
  const t = useMessages('dashboard')
  const { language } = useClock()
  const [since] = useState(() => new Date(Date.now() - recentMilliseconds).toISOString())
  const query = { limit: 20, since }
  const refusals = useQuery({
    queryKey: ['refusals', 'first-day', query],
    refetchInterval: everyMilliseconds,
    queryFn: ({ signal }) => call(refusalsApi.list, { query }, { signal }),
  })
  // A browser or a health check that asks for something else is nobody's first request.
  const last = refusals.data?.find(({ client, channel }) => client !== undefined || channel !== undefined)
  if (!last)
    return (
      <Text size="sm" c="dimmed" mt="sm" role="status">
        {t('request.waiting')}
      </Text>
    )
  return (
    <Stack gap="xs" mt="sm" role="status">
      <Text size="sm">{t('request.refused', { time: formatDistance(last.lastSeen, Date.now(), language) })}</Text>
      <RefusalRow refusal={last} alone />
    </Stack>
  )
}
