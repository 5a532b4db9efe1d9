import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useChannels } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { Channels } from './channels.tsx'
import { ChannelDialog } from './dialog.tsx'
import { usageQuery } from './queries.ts'
import { Removals } from './removals.tsx'
import { RunNow } from './run-now.tsx'
import type { RetentionSearch } from './search.ts'
import { StoreSection } from './usage.tsx'

/** The stored records and their size, a preview of shorter ages, and the removals of each day. */
export function RetentionPage() {
  const t = useMessages('retention')
  const search = useSearch({ from: '/inside/retention' })
  const navigate = useNavigate({ from: '/retention' })
  const usage = useQuery(usageQuery)
  const channels = useChannels().data ?? []
  const set = (part: Partial<RetentionSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: part.channel === undefined })
  const chosen = channels.find(({ _id }) => _id === search.channel)
  return (
    <Page title={t('title')} intro={t('intro')} actions={<RunNow />}>
      {usage.isPending && <Loading />}
      {usage.isError && <Failure error={usage.error} retry={() => void usage.refetch()} />}
      <Stack gap="lg">
        {usage.data && <StoreSection usage={usage.data} />}
        {usage.data && <Channels usage={usage.data} channels={channels} open={(channel) => set({ channel })} />}
        <Removals channels={channels} />
      </Stack>
      {usage.data && chosen && (
        <ChannelDialog key={chosen._id} channel={chosen} usage={usage.data} close={() => set({ channel: undefined })} />
      )}
    </Page>
  )
}
