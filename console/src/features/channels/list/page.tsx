import { Alert, Group } from '@mantine/core'
import { channelsApi } from '@mediary/contract/channels'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { channelsQuery } from '../../../lib/api/queries.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { AlertStrip, useAlerts } from '../../../ui/alerts.tsx'
import { PlusButton } from '../../../ui/buttons.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Page } from '../../../ui/page.tsx'
import { SearchBox } from '../../../ui/search-box.tsx'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { ExportButton } from '../../export/button.tsx'
import type { ChannelsSearch } from '../search.ts'
import { useChannelColumns } from './columns.tsx'
import { DeleteChannel } from './delete.tsx'
import { selectChannels } from './list-rules.ts'

export function ChannelsPage() {
  const t = useMessages('channels')
  const ui = useMessages('ui')
  const search = useSearch({ from: '/inside/channels' })
  const navigate = useNavigate({ from: '/channels' })
  const may = useMay()
  const channels = useQuery(channelsQuery)
  const rows = selectChannels(channels.data ?? [], search)
  const set = (part: Partial<ChannelsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const columns = useChannelColumns(search, set)
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <Group>
          <SearchBox label={t('find')} value={search.find ?? ''} change={(find) => set({ find })} />
          {may('channel-manage-all') && (
            <PlusButton onClick={() => void navigate({ to: '/channels/$id', params: { id: 'new' }, search: {} })}>
              {t('channel')}
            </PlusButton>
          )}
        </Group>
      }
    >
      {search.saved && (
        <Alert
          color="green"
          role="status"
          mb="sm"
          withCloseButton
          closeButtonLabel={ui('close')}
          onClose={() => set({ saved: undefined })}
        >
          {t('saved.new', { name: search.saved })}
        </Alert>
      )}
      <Dialogs search={search} set={set} />
      {channels.isPending && <Loading />}
      {channels.isError && <Failure error={channels.error} retry={() => void channels.refetch()} />}
      {channels.data && rows.length === 0 && <Alert color="gray">{search.find ? t('none.found') : t('none')}</Alert>}
      {rows.length > 0 && (
        <DataTable
          list="channels"
          label={t('title')}
          exported={<ExportButton endpoint={channelsApi.list} input={{ query: { find: search.find } }} />}
          columns={columns}
          rows={rows}
          getKey={({ _id }) => _id}
        />
      )}
    </Page>
  )
}

type DialogsProps = { search: ChannelsSearch; set: (part: Partial<ChannelsSearch>) => void }

/** The dialogs that delete or restore a channel, and their results. */
function Dialogs({ search, set }: DialogsProps) {
  const t = useMessages('channels')
  const client = useQueryClient()
  const alerts = useAlerts()
  const { data: channels = [] } = useQuery(channelsQuery)
  const going = channels.find(({ _id, status }) => _id === search.delete && status !== 'deleted')
  const back = channels.find(({ _id, status }) => _id === search.restore && status === 'deleted')
  const restore = async (id: string, name: string) => {
    await call(channelsApi.update, { params: { id }, body: { status: 'enabled' } })
    alerts.add('success', t('restored', { name }))
    await client.invalidateQueries()
  }
  return (
    <>
      <AlertStrip alerts={alerts} />
      {going && (
        <DeleteChannel
          channel={going}
          deleted={() => alerts.add('success', t('deleted.name', { name: going.name }))}
          close={() => set({ delete: undefined })}
        />
      )}
      {back && (
        <Confirm
          title={t('restore.title')}
          confirm={t('restore')}
          act={() => restore(back._id, back.name)}
          close={() => set({ restore: undefined })}
        >
          {t('restore.question', { name: back.name })}
        </Confirm>
      )}
    </>
  )
}
