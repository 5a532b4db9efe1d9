import { Alert, Badge, Group } from '@mantine/core'
import { type Channel, channelsApi } from '@mediary/contract/channels'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../lib/api.ts'
import { useMay } from '../lib/me.ts'
import { channelsQuery } from '../lib/queries.ts'
import { useWords } from '../lib/use-words.ts'
import { AlertStrip, useAlerts } from '../ui/alerts.tsx'
import { CrossButton, PencilButton, PlusButton } from '../ui/buttons.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Failure, Loading } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { channelWords } from './words.ts'

const last = Number.MAX_SAFE_INTEGER
const found = (channels: readonly Channel[], find = '') =>
  channels
    .filter(({ status }) => status !== 'deleted')
    .filter(({ name, urlPattern }) => `${name}\n${urlPattern}`.toLowerCase().includes(find.toLowerCase()))
    .sort((a, b) => (a.priority ?? last) - (b.priority ?? last) || a.name.localeCompare(b.name))

export function ChannelsPage() {
  const t = useWords(channelWords)
  const search = useSearch({ from: '/inside/channels' })
  const navigate = useNavigate({ from: '/channels' })
  const may = useMay()
  const alerts = useAlerts()
  const client = useQueryClient()
  const channels = useQuery(channelsQuery)
  const rows = found(channels.data ?? [], search.find)
  const going = channels.data?.find(({ _id }) => _id === search.delete)
  const set = (part: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const open = (id: string) => void navigate({ to: '/channels/$id', params: { id }, search: {} })
  const remove = async (channel: Channel) => {
    await call(channelsApi.remove, { params: { id: channel._id } })
    alerts.add('success', t('deleted', { name: channel.name }))
    await client.invalidateQueries()
  }
  const columns = useColumns(open, (id) => set({ delete: id }))
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <Group>
          <SearchBox label={t('find')} value={search.find ?? ''} change={(find) => set({ find })} />
          {may('channel-manage-all') && <PlusButton onClick={() => open('new')}>{t('channel')}</PlusButton>}
        </Group>
      }
    >
      <AlertStrip alerts={alerts} />
      {channels.isPending && <Loading />}
      {channels.isError && <Failure error={channels.error} retry={() => void channels.refetch()} />}
      {channels.data && rows.length === 0 && <Alert color="yellow">{search.find ? t('none.found') : t('none')}</Alert>}
      {rows.length > 0 && <DataTable label={t('title')} columns={columns} rows={rows} keyOf={({ _id }) => _id} />}
      {going && (
        <Confirm title={t('delete.title')} act={() => remove(going)} close={() => set({ delete: undefined })}>
          {t('delete.question', { name: going.name })}
        </Confirm>
      )}
    </Page>
  )
}

function useColumns(open: (id: string) => void, remove: (id: string) => void): Column<Channel>[] {
  const t = useWords(channelWords)
  const may = useMay()
  const name = ({ _id, name: text }: Channel) => (
    <Link to="/channels/$id" params={{ id: _id }} search={{}}>
      {text}
    </Link>
  )
  const status = ({ status: value }: Channel) => (
    <Badge color={value === 'enabled' ? 'green.9' : 'gray.7'}>
      {value === 'enabled' ? t('enabled') : t('disabled')}
    </Badge>
  )
  const actions = (channel: Channel) =>
    may('channel-manage-all') && (
      <Group gap={6} justify="flex-end" wrap="nowrap">
        <PencilButton label={t('edit', { name: channel.name })} onClick={() => open(channel._id)} />
        <CrossButton label={t('remove', { name: channel.name })} onClick={() => remove(channel._id)} />
      </Group>
    )
  return [
    { key: 'name', title: t('name'), width: 200, cell: name },
    { key: 'pattern', title: t('pattern'), width: 240, cell: ({ urlPattern }) => <code>{urlPattern}</code> },
    { key: 'priority', title: t('priority'), width: 150, cell: ({ priority }) => priority },
    { key: 'status', title: t('status'), width: 120, cell: status },
    {
      key: 'allow',
      title: t('who'),
      width: 200,
      cell: ({ authType, allow }) => (authType === 'public' ? t('public') : allow.join(', ')),
    },
    { key: 'actions', title: t('actions'), width: 90, last: true, cell: actions },
  ]
}
