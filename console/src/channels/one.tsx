import { Alert, Group, Stack } from '@mantine/core'
import { type Channel, channelsApi } from '@mediary/contract/channels'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../lib/api.ts'
import { useMay } from '../lib/me.ts'
import { channelsQuery } from '../lib/queries.ts'
import { useWords } from '../lib/use-words.ts'
import { PrimaryButton } from '../ui/buttons.tsx'
import { Failure, Loading, useSentence } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { bodyOf, type ChannelDraft, draftOf } from './draft.ts'
import { MatchingSection } from './matching.tsx'
import { RoutesSection } from './routes.tsx'
import { AccessSection, BasicsSection, DataSection } from './sections.tsx'
import { channelWords } from './words.ts'

export function ChannelPage() {
  const t = useWords(channelWords)
  const { id } = useParams({ from: '/inside/channels/$id' })
  const isNew = id === 'new'
  const channel = useQuery({
    queryKey: ['channels', id],
    queryFn: () => call(channelsApi.get, { params: { id } }),
    enabled: !isNew,
  })
  const title = isNew ? t('new') : (channel.data?.name ?? t('channel'))
  return (
    <Page title={title} actions={<Link to="/channels">{t('back')}</Link>}>
      {!isNew && channel.isPending && <Loading />}
      {channel.isError && <Failure error={channel.error} retry={() => void channel.refetch()} />}
      {(isNew || channel.data) && <ChannelForm key={id} stored={channel.data} />}
    </Page>
  )
}

function ChannelForm({ stored }: { stored: Channel | undefined }) {
  const t = useWords(channelWords)
  const sentence = useSentence()
  const may = useMay()
  const navigate = useNavigate()
  const client = useQueryClient()
  const channels = useQuery(channelsQuery)
  const [draft, setDraft] = useState(() => draftOf(stored))
  const save = useMutation({
    mutationFn: async () => {
      const body = bodyOf(draft)
      if (stored) {
        await call(channelsApi.update, { params: { id: stored._id }, body })
        return
      }
      await call(channelsApi.create, { body: { ...body, txViewAcl: [], txViewFullAcl: [], txRerunAcl: [] } })
      await navigate({ to: '/channels' })
    },
    onSettled: () => client.invalidateQueries(),
  })
  const change = (part: Partial<ChannelDraft>) => {
    setDraft((before) => ({ ...before, ...part }))
    save.reset()
  }
  const form = { draft, change }
  const others = (channels.data ?? []).filter(({ _id }) => _id !== stored?._id)
  return (
    <Stack gap="xl" maw={900}>
      <BasicsSection form={form} />
      <MatchingSection form={form} others={others} />
      <AccessSection form={form} />
      <RoutesSection form={form} />
      <DataSection form={form} />
      {save.isError && (
        <Alert color="red" role="alert">
          {t('refused', { reason: sentence(save.error) })}
        </Alert>
      )}
      {save.isSuccess && (
        <Alert color="green" role="status">
          {t('saved')}
        </Alert>
      )}
      {may('channel-manage-all') && (
        <Group justify="flex-end">
          <PrimaryButton onClick={() => save.mutate()} loading={save.isPending}>
            {t('save')}
          </PrimaryButton>
        </Group>
      )}
    </Stack>
  )
}
