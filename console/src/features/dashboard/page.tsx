import { SimpleGrid } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { useMay, useMayAny } from '../../lib/api/me.ts'
import { useChannels, useClients } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Loading } from '../../ui/failure.tsx'
import { lazyPart } from '../../ui/lazy.tsx'
import { Page } from '../../ui/page.tsx'
import { Failures } from '../metrics/failures.tsx'
import { latestQuery } from '../metrics/newest.ts'
import { NowSummary } from '../now/summary.tsx'
import { Certificates } from './cards.tsx'
import { Metrics } from './metrics.tsx'
import { TopRefusals } from './top-refusals.tsx'

const FirstDay = lazyPart(async () => (await import('./first-day.tsx')).FirstDay)

/** The landing page. It shows the parts that the user may see. */
export function DashboardPage() {
  const t = useMessages('dashboard')
  const may = useMay()
  const mayAny = useMayAny()
  const channels = useChannels()
  const clients = useClients()
  const latest = useQuery({ ...latestQuery, enabled: mayAny('transaction-view-all') })
  const loaded = channels.data && clients.data && latest.data
  const starting = loaded && [channels.data, clients.data, latest.data].some((list) => list?.length === 0)
  return (
    <Page title={t('title')}>
      {(channels.isLoading || clients.isLoading || latest.isLoading) && <Loading />}
      <Suspense fallback={<Loading />}>
        {starting && <FirstDay channels={channels.data} clients={clients.data} requests={latest.data.length} />}
      </Suspense>
      <NowSummary />
      {mayAny('channel-view-all') && <Metrics />}
      <SimpleGrid cols={{ base: 1, md: 2, lg: 3 }}>
        {mayAny('transaction-view-all') && <Failures />}
        {mayAny('transaction-view-all') && <TopRefusals />}
        {may('certificates-view') && <Certificates />}
      </SimpleGrid>
    </Page>
  )
}
