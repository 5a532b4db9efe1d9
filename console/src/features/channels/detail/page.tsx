import { Button, Group } from '@mantine/core'
import { channelsApi } from '@mediary/contract/channels'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { isProblem } from '../../../lib/api/problem.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Page } from '../../../ui/page.tsx'
import { HistoryLink } from '../../history/link.tsx'
import { type FormPlace, findPlace } from '../sections/places.ts'
import { toDraft, toDraftForPath, toDuplicate } from './draft.ts'
import { ChannelEditor } from './editor.tsx'
import { ChannelView } from './view.tsx'

const channelQuery = (id: string | undefined) => ({
  queryKey: ['channels', id],
  enabled: id !== undefined,
  queryFn: () => call(channelsApi.get, { params: { id: id ?? '' } }),
})

/** The page of a channel: how it does, or the form that changes it. A new one has only the form. */
export function ChannelPage() {
  const t = useMessages('channels')
  const { id } = useParams({ from: '/inside/channels/$id' })
  const { from, path, edit } = useSearch({ from: '/inside/channels/$id' })
  const isNew = id === 'new'
  useFragment(id)
  const source = isNew ? from : id
  const channel = useQuery(channelQuery(source))
  const ready = source === undefined || channel.data !== undefined
  const target = { value: isNew ? undefined : channel.data, gone: !isNew && isProblem(channel.error, 'not-found') }
  const isForm = isNew || edit !== undefined
  const start = () => {
    if (!channel.data) return path === undefined || !isNew ? toDraft(undefined) : toDraftForPath(path)
    return isNew ? toDuplicate(channel.data, t('copy', { name: channel.data.name })) : toDraft(channel.data)
  }
  return (
    <Page
      title={isNew ? t('new') : (channel.data?.name ?? t('channel'))}
      actions={<PageActions id={isNew ? undefined : id} edit={edit} />}
    >
      {source && channel.isPending && <Loading />}
      {channel.isError && !(target.gone && ready && isForm) && (
        <Failure error={channel.error} retry={() => void channel.refetch()} />
      )}
      {ready && isForm && <ChannelEditor key={`${id} ${from}`} target={target} start={start()} place={edit} />}
      {!isForm && channel.data && !target.gone && <ChannelView channel={channel.data} />}
    </Page>
  )
}

/** Opens the form where the fragment of the address names a place of it. */
function useFragment(id: string) {
  const navigate = useNavigate()
  const place = findPlace(useLocation().hash)
  useEffect(() => {
    if (place === undefined || id === 'new') return
    void navigate({ to: '/channels/$id', params: { id }, search: { edit: place }, hash: '', replace: true })
  }, [id, place, navigate])
}

/** The links of the page in one line. `id`: of a stored channel. */
function PageActions({ id, edit }: { id: string | undefined; edit: FormPlace | undefined }) {
  const t = useMessages('channels')
  const texts = useMessages('channelForm')
  const may = useMay()
  const navigate = useNavigate()
  const show = (place: FormPlace | undefined) =>
    id && void navigate({ to: '/channels/$id', params: { id }, search: { edit: place } })
  return (
    <Group gap="sm">
      <Link to="/channels">{t('back')}</Link>
      {id && <HistoryLink object="channel" id={id} />}
      {id && edit === undefined && (
        <Button size="sm" leftSection={<Icon name="pencil" size={16} />} onClick={() => show('basics')}>
          {may('channel-manage-all', id) ? texts('edit') : texts('look')}
        </Button>
      )}
      {id && edit !== undefined && (
        <Button size="sm" variant="default" onClick={() => show(undefined)}>
          {texts('close')}
        </Button>
      )}
    </Group>
  )
}
