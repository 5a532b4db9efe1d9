import { SimpleGrid } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import { transactionSearchApi } from '@mediary/contract/transactions/search'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { Figure } from '../metrics/traffic.tsx'

const day = 86_400_000
const minute = 60_000

const countQuery = (client: string, since: string, status?: 'Failed') => ({
  queryKey: ['transactions', 'count', client, since, status],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const filters = { clientID: client, 'request.timestamp': { $gte: since }, ...(status && { status }) }
    const query = { filters, filterRepresentation: 'bulkrerun' } as const
    const result = await call(transactionSearchApi.list, { query }, { signal })
    return 'count' in result ? result.count : 0
  },
})

/** The requests of the client within a day and within 30 days. */
export function Traffic({ client }: { client: Client }) {
  const t = useMessages('clientPage')
  // The same times for the whole visit, so that each number is asked for once.
  const [now] = useState(() => Math.floor(Date.now() / minute) * minute)
  const since = { day: new Date(now - day).toISOString(), month: new Date(now - 30 * day).toISOString() }
  const queries = [
    useQuery(countQuery(client._id, since.day)),
    useQuery(countQuery(client._id, since.day, 'Failed')),
    useQuery(countQuery(client._id, since.month)),
    useQuery(countQuery(client._id, since.month, 'Failed')),
  ]
  const { language } = useClock()
  const titles = [t('day'), t('day.failed'), t('month'), t('month.failed')]
  const toText = (count: number | undefined) => (count === undefined ? '…' : formatCount(count, language))
  return (
    <Section id="traffic" title={t('traffic')}>
      <ErrorAlert error={queries.find(({ error }) => error)?.error} />
      <SimpleGrid cols={{ base: 2, sm: 4 }} mb="xs">
        {queries.map(({ data }, i) => (
          <Figure key={titles[i]} title={titles[i] ?? ''} value={toText(data)} />
        ))}
      </SimpleGrid>
      <AddressLink to={`/transactions?${new URLSearchParams({ client: client._id, since: since.month })}`}>
        {t('transactions')}
      </AddressLink>
    </Section>
  )
}
