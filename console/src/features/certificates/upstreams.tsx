import { Alert, Group } from '@mantine/core'
import { keystoreApi, type UpstreamIdentity } from '@mediary/contract/keystore'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import { CrossButton, PencilButton, PlusButton } from '../../ui/buttons.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { Expiry } from './expiry.tsx'
import { PairDialog, type SentPair } from './key-pair/pair-dialog.tsx'
import { identitiesQuery } from './queries.ts'
import { getCertificateName } from './rules.ts'
import type { CertificatesSearch, SetSearch } from './search.ts'

type UpstreamsProps = { alerts: Alerts; search: CertificatesSearch; open: SetSearch }

/** The certificates and keys with which the gateway identifies itself to upstreams. */
export function Upstreams({ alerts, search, open }: UpstreamsProps) {
  const t = useMessages('upstreamCertificates')
  const c = useMessages('certificates')
  const may = useMay()
  const client = useQueryClient()
  const identities = useQuery(identitiesQuery)
  const find = (id: string | undefined) => identities.data?.find(({ _id }) => _id === id)
  const [editing, going] = [find(search.edit), find(search.delete)]
  const remove = async (id: string) => {
    await call(keystoreApi.removeIdentity, { params: { id } })
    alerts.add('success', c('deleted'))
    await client.invalidateQueries({ queryKey: ['keystore'] })
  }
  const columns = useColumns(open)
  return (
    <Section
      id="upstreams"
      title={t('title')}
      intro={t('intro')}
      actions={
        may('certificates-manage') && <PlusButton onClick={() => open({ open: 'upstream' })}>{t('add')}</PlusButton>
      }
    >
      {identities.isPending && <Loading />}
      {identities.isError && <Failure error={identities.error} retry={() => void identities.refetch()} />}
      {identities.data?.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      {identities.data && identities.data.length > 0 && (
        <DataTable
          list="upstream-certificates"
          label={t('title')}
          exported={<ExportButton endpoint={keystoreApi.identities} input={{}} />}
          columns={columns}
          rows={identities.data}
          getKey={({ _id }) => _id}
        />
      )}
      {(search.open === 'upstream' || editing) && (
        <PairDialog
          key={search.edit}
          title={editing ? t('renew.title', { name: getCertificateName(editing) }) : t('add.title')}
          keyRequired
          send={(pair) => sendPair(pair, editing?._id)}
          sent={() => alerts.add('success', c('added'))}
          close={() => open({ open: undefined, edit: undefined })}
        />
      )}
      {going && (
        <Confirm title={c('delete.title')} act={() => remove(going._id)} close={() => open({ delete: undefined })}>
          {t('delete.question', { name: getCertificateName(going) })}
        </Confirm>
      )}
    </Section>
  )
}

/** Adds a certificate, or renews the one that has the id. */
function sendPair(pair: SentPair, id: string | undefined) {
  // The key comes with every certificate here; the dialog asks for it.
  const body = 'pkcs12' in pair ? pair : { ...pair, key: pair.key ?? '' }
  return id === undefined
    ? call(keystoreApi.addIdentity, { body })
    : call(keystoreApi.renewIdentity, { params: { id }, body })
}

function useColumns(open: SetSearch): Column<UpstreamIdentity>[] {
  const t = useMessages('upstreamCertificates')
  const c = useMessages('certificates')
  const may = useMay()
  const actions = (one: UpstreamIdentity) =>
    may('certificates-manage') && (
      <Group gap={6} justify="flex-end" wrap="nowrap">
        <PencilButton label={t('renew', { name: getCertificateName(one) })} onClick={() => open({ edit: one._id })} />
        <CrossButton label={c('remove', { name: getCertificateName(one) })} onClick={() => open({ delete: one._id })} />
      </Group>
    )
  return [
    { key: 'name', title: c('name'), width: 220, cell: getCertificateName },
    { key: 'used', title: t('used'), width: 260, cell: ({ channels }) => channels.join(', ') || t('unused') },
    { key: 'expiry', title: c('expiry'), width: 270, cell: ({ validity }) => <Expiry validity={validity} /> },
    { key: 'actions', title: c('actions'), width: 100, last: true, cell: actions },
  ]
}
