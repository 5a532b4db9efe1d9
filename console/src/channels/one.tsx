import { Alert, Anchor, Group, Stack } from '@mantine/core'
import { type Channel, channelsApi } from '@mediary/contract/channels'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { call } from '../lib/api.ts'
import { useMay } from '../lib/me.ts'
import { useWords } from '../lib/use-words.ts'
import { ChannelMetrics } from '../metrics/section.tsx'
import { PrimaryButton } from '../ui/buttons.tsx'
import { Failure, Loading, useSentence } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { Unsaved } from '../ui/unsaved.tsx'
import classes from './channel.module.css'
import { type ChannelDraft, draftOf, duplicateOf } from './draft.ts'
import { type ChannelForm, useChannelForm } from './form.ts'
import { HistorySection } from './history.tsx'
import { MatchingSection } from './matching.tsx'
import { MoreSection } from './more.tsx'
import { RoutesSection } from './routes.tsx'
import { AccessSection, BasicsSection, DataSection } from './sections.tsx'
import { channelWords } from './words.ts'

const channelQuery = (id: string | undefined) => ({
  queryKey: ['channels', id],
  enabled: id !== undefined,
  queryFn: () => call(channelsApi.get, { params: { id: id ?? '' } }),
})

export function ChannelPage() {
  const t = useWords(channelWords)
  const { id } = useParams({ from: '/inside/channels/$id' })
  const { from } = useSearch({ from: '/inside/channels/$id' })
  const isNew = id === 'new'
  const source = isNew ? from : id
  const channel = useQuery(channelQuery(source))
  const ready = source === undefined || channel.data !== undefined
  const start = () => {
    if (!channel.data) return draftOf(undefined)
    return isNew ? duplicateOf(channel.data, t('copy', { name: channel.data.name })) : draftOf(channel.data)
  }
  return (
    <Page
      title={isNew ? t('new') : (channel.data?.name ?? t('channel'))}
      actions={<Link to="/channels">{t('back')}</Link>}
    >
      {source && channel.isPending && <Loading />}
      {channel.isError && <Failure error={channel.error} retry={() => void channel.refetch()} />}
      {ready && <ChannelBody key={`${id} ${from}`} stored={isNew ? undefined : channel.data} start={start()} />}
    </Page>
  )
}

const sections = ['basics', 'matching', 'access', 'routes', 'data', 'more'] as const

function ChannelBody({ stored, start }: { stored: Channel | undefined; start: ChannelDraft }) {
  const t = useWords(channelWords)
  const may = useMay()
  const navigate = useNavigate()
  const mayRead = stored !== undefined && may('audit-trail-view')
  const form = useChannelForm(stored, start, (name) => {
    if (!stored) void navigate({ to: '/channels', search: { saved: name }, ignoreBlocker: true })
  })
  useEffect(() => {
    document.getElementById(window.location.hash.slice(1))?.scrollIntoView()
  }, [])
  return (
    <Stack gap="xl" maw={900}>
      <Group component="nav" aria-label={t('sections')} gap="md">
        {[...sections, ...(mayRead ? (['history'] as const) : [])].map((section) => (
          <Anchor key={section} href={`#${section}`} size="sm">
            {t(section)}
          </Anchor>
        ))}
      </Group>
      {stored?.status === 'deleted' && <Alert color="yellow">{t('deleted.note')}</Alert>}
      <BasicsSection form={form} />
      <MatchingSection form={form} channel={stored?._id} />
      <AccessSection form={form} />
      <RoutesSection form={form} />
      <DataSection form={form} />
      <MoreSection form={form} />
      <Footer form={form} stored={stored} />
      {stored && <ChannelMetrics channelID={stored._id} />}
      {mayRead && <HistorySection id={stored._id} />}
      <Unsaved touched={form.touched} />
    </Stack>
  )
}

function Footer({ form, stored }: { form: ChannelForm; stored: Channel | undefined }) {
  const t = useWords(channelWords)
  const sentence = useSentence()
  const may = useMay()
  const { save, touched, moreFault } = form
  if (!may('channel-manage-all')) return null
  return (
    <div className={classes.footer}>
      {save.isError && (
        <Alert color="red" role="alert" data-testid="form-summary">
          {t('refused', { reason: sentence(save.error) })}
        </Alert>
      )}
      {save.isSuccess && !touched && (
        <Alert color="green" role="status">
          {t('saved')}
        </Alert>
      )}
      <Group justify="flex-end" mt="sm">
        {touched && <span>{t('unsaved')}</span>}
        <PrimaryButton
          onClick={() => save.mutate()}
          loading={save.isPending}
          disabled={moreFault !== undefined || (stored !== undefined && stored.status !== 'deleted' && !touched)}
        >
          {t('save')}
        </PrimaryButton>
      </Group>
    </div>
  )
}
