import { Alert, Anchor, Group, Stack } from '@mantine/core'
import { type Channel, channelsApi } from '@mediary/contract/channels'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { isProblem } from '../../../lib/api/problem.ts'
import type { EditTarget } from '../../../lib/draft.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Gone } from '../../../ui/gone.tsx'
import { Page } from '../../../ui/page.tsx'
import { Unsaved } from '../../../ui/unsaved.tsx'
import { HistoryLink } from '../../history/link.tsx'
import { NotesSection } from '../../notes/section.tsx'
import { HistorySection } from '../history/history.tsx'
import { State } from '../state/state.tsx'
import classes from './channel.module.css'
import { type ChannelDraft, toDraft, toDraftForPath, toDuplicate } from './draft.ts'
import { type ChannelForm, useChannelForm } from './form.ts'
import { FormSections, formSections } from './form-sections.tsx'

const channelQuery = (id: string | undefined) => ({
  queryKey: ['channels', id],
  enabled: id !== undefined,
  queryFn: () => call(channelsApi.get, { params: { id: id ?? '' } }),
})

export function ChannelPage() {
  const t = useMessages('channels')
  const { id } = useParams({ from: '/inside/channels/$id' })
  const { from, path } = useSearch({ from: '/inside/channels/$id' })
  const isNew = id === 'new'
  const source = isNew ? from : id
  const channel = useQuery(channelQuery(source))
  const ready = source === undefined || channel.data !== undefined
  const target = { value: isNew ? undefined : channel.data, gone: !isNew && isProblem(channel.error, 'not-found') }
  const start = () => {
    if (!channel.data) return path === undefined || !isNew ? toDraft(undefined) : toDraftForPath(path)
    return isNew ? toDuplicate(channel.data, t('copy', { name: channel.data.name })) : toDraft(channel.data)
  }
  return (
    <Page
      title={isNew ? t('new') : (channel.data?.name ?? t('channel'))}
      actions={<Link to="/channels">{t('back')}</Link>}
    >
      {source && channel.isPending && <Loading />}
      {channel.isError && !(target.gone && ready) && (
        <Failure error={channel.error} retry={() => void channel.refetch()} />
      )}
      {ready && <ChannelBody key={`${id} ${from}`} target={target} start={start()} />}
    </Page>
  )
}

function ChannelBody({ target, start }: { target: EditTarget<Channel>; start: ChannelDraft }) {
  const t = useMessages('channels')
  const may = useMay()
  const navigate = useNavigate()
  const form = useChannelForm(target, start, (name) => {
    if (!form.stored) void navigate({ to: '/channels', search: { saved: name }, ignoreBlocker: true })
  })
  const { stored } = form
  const mayRead = stored !== undefined && may('audit-trail-view')
  useEffect(() => {
    document.getElementById(window.location.hash.slice(1))?.scrollIntoView()
  }, [])
  return (
    <Stack gap="xl" maw={900}>
      <Group component="nav" aria-label={t('sections')} gap="md">
        {formSections.map((section) => (
          <Anchor key={section} href={`#${section}`} size="sm">
            {t(section)}
          </Anchor>
        ))}
        {stored && <HistoryLink object="channel" id={stored._id} />}
      </Group>
      {stored?.status === 'deleted' && (
        <Alert color="yellow" role="status">
          {t('deleted.note')}
        </Alert>
      )}
      {stored?.problem !== undefined && (
        <Alert color="red" role="status">
          {t('not.served.because', { reason: stored.problem })}
        </Alert>
      )}
      {form.gone && <Gone>{t('gone')}</Gone>}
      {stored && <State channel={stored} />}
      <FormSections form={form} channel={stored?._id} />
      <Footer form={form} stored={stored} />
      {stored && <NotesSection object="channel" id={stored._id} mayWrite={may('channel-manage-all', stored._id)} />}
      {mayRead && <HistorySection id={stored._id} />}
      <Unsaved touched={form.touched} />
    </Stack>
  )
}

function Footer({ form, stored }: { form: ChannelForm; stored: Channel | undefined }) {
  const t = useMessages('channels')
  const may = useMay()
  const { save, submit, touched, advancedProblem, failure } = form
  // While nothing is to be saved, the bar would only cover the foot of the page.
  const canSave = stored === undefined || stored.status === 'deleted' || touched || save.isPending
  if (!may('channel-manage-all', stored?._id) || !(canSave || failure || save.isSuccess)) return null
  return (
    <div className={classes.footer}>
      {failure && (
        <Alert color="red" role="alert" data-testid="form-summary">
          {failure}
        </Alert>
      )}
      {save.isSuccess && !touched && (
        <Alert color="green" role="status">
          {t('saved')}
        </Alert>
      )}
      {canSave && (
        <Group justify="flex-end" mt="sm">
          {touched && <span>{t('unsaved')}</span>}
          <PrimaryButton onClick={submit} loading={save.isPending} disabled={advancedProblem !== undefined}>
            {t('save')}
          </PrimaryButton>
        </Group>
      )}
    </div>
  )
}
