import { Alert, Button, FileButton, Group } from '@mantine/core'
import { authorityApi, type RevocationList } from '@mediary/contract/keystore/authority'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { download } from '../../../lib/download.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { Alerts } from '../../../ui/alerts.tsx'
import { CrossButton } from '../../../ui/buttons.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Section } from '../../../ui/page.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { ExportButton } from '../../export/button.tsx'
import { readPemOrDer } from '../files.ts'
import { ProblemAlert } from '../problem-alert.tsx'
import { listsQuery } from '../queries.ts'
import type { SetSearch } from '../search.ts'

type ListsProps = { alerts: Alerts; leaving: string | undefined; mayDownload: boolean; open: SetSearch }

/** The revocation list of this server to download, and the imported lists of other authorities. */
export function RevocationLists({ alerts, leaving, mayDownload, open }: ListsProps) {
  const t = useMessages('certificateAuthority')
  const client = useQueryClient()
  const lists = useQuery(listsQuery)
  const own = useMutation({
    mutationFn: () => call(authorityApi.ownList, {}),
    onSuccess: (pem) => download('revoked.crl', pem),
  })
  const bring = useMutation({
    mutationFn: async (file: File) => call(authorityApi.importList, { body: { crl: await readPemOrDer(file) } }),
    onMutate: alerts.clear,
    onSuccess: () => alerts.add('success', t('lists.imported')),
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  const going = lists.data?.find(({ _id }) => _id === leaving)
  const remove = async (id: string) => {
    await call(authorityApi.removeList, { params: { id } })
    alerts.add('success', t('lists.removed'))
    await client.invalidateQueries({ queryKey: ['keystore'] })
  }
  const columns = useColumns((id) => open({ delete: id }))
  const actions = (
    <ListActions
      mayDownload={mayDownload}
      isDownloading={own.isPending}
      download={() => own.mutate()}
      isImporting={bring.isPending}
      upload={bring.mutate}
    />
  )
  return (
    <Section id="lists" title={t('lists')} intro={t('lists.intro')} actions={actions}>
      {own.isError && <Failure error={own.error} />}
      {bring.isError && <ProblemAlert error={bring.error} />}
      {lists.isPending && <Loading />}
      {lists.isError && <Failure error={lists.error} retry={() => void lists.refetch()} />}
      {lists.data?.length === 0 && <Alert color="gray">{t('lists.none')}</Alert>}
      {lists.data && lists.data.length > 0 && (
        <DataTable
          list="revocation-lists"
          label={t('lists')}
          exported={<ExportButton endpoint={authorityApi.lists} input={{}} />}
          columns={columns}
          rows={lists.data}
          getKey={({ _id }) => _id}
          height="30vh"
        />
      )}
      {going && (
        <Confirm title={t('lists')} act={() => remove(going._id)} close={() => open({ delete: undefined })}>
          {t('lists.question', { name: going.issuer })}
        </Confirm>
      )}
    </Section>
  )
}

type ListActionsProps = {
  mayDownload: boolean
  isDownloading: boolean
  download: () => void
  isImporting: boolean
  upload: (file: File) => void
}

function ListActions({ mayDownload, isDownloading, download, isImporting, upload }: ListActionsProps) {
  const t = useMessages('certificateAuthority')
  const may = useMay()
  return (
    <Group>
      {mayDownload && (
        <Button
          variant="default"
          leftSection={<Icon name="download" size={14} />}
          loading={isDownloading}
          onClick={download}
        >
          {t('lists.own')}
        </Button>
      )}
      {may('certificates-manage') && (
        <FileButton accept=".crl,.pem,.der" onChange={(file) => file && upload(file)}>
          {(props) => (
            <Button {...props} variant="default" loading={isImporting}>
              {t('lists.import')}
            </Button>
          )}
        </FileButton>
      )}
    </Group>
  )
}

function useColumns(leave: (id: string) => void): Column<RevocationList>[] {
  const t = useMessages('certificateAuthority')
  const c = useMessages('certificates')
  const clock = useClock()
  const may = useMay()
  return [
    { key: 'issuer', title: t('lists.issuer'), width: 260, cell: ({ issuer }) => issuer },
    { key: 'count', title: t('lists.count'), width: 120, cell: ({ revoked }) => revoked },
    {
      key: 'next',
      title: t('lists.next'),
      width: 220,
      cell: ({ nextUpdate }) => nextUpdate && formatMoment(nextUpdate, clock, 'without'),
    },
    {
      key: 'actions',
      title: c('actions'),
      width: 80,
      last: true,
      cell: ({ _id, issuer }) =>
        may('certificates-manage') && (
          <CrossButton label={t('lists.remove', { name: issuer })} onClick={() => leave(_id)} />
        ),
    },
  ]
}
