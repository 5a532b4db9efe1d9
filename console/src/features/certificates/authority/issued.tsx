import { Alert, Group, NativeSelect } from '@mantine/core'
import { authorityApi, type IssuedCertificate } from '@mediary/contract/keystore/authority'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../../lib/api/me.ts'
import { useClients, useClock } from '../../../lib/api/queries.ts'
import { download } from '../../../lib/download.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { Alerts } from '../../../ui/alerts.tsx'
import { CrossButton, PlusButton } from '../../../ui/buttons.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { ExportButton } from '../../export/button.tsx'
import { DownloadButton } from '../download-button.tsx'
import { Expiry } from '../expiry.tsx'
import { toFileName } from '../files.ts'
import { issuedQuery } from '../queries.ts'
import { getCertificateName } from '../rules.ts'
import type { CertificatesSearch, SetSearch } from '../search.ts'
import { Revoke } from './revoke.tsx'

type IssuedProps = { alerts: Alerts; search: CertificatesSearch; mayMake: boolean; open: SetSearch }

/** The certificates that the authority issued, for all clients or for one. */
export function Issued({ alerts, search, mayMake, open }: IssuedProps) {
  const t = useMessages('certificateAuthority')
  const may = useMay()
  const { data, isPending, error, refetch } = useQuery(issuedQuery)
  const rows = (data ?? []).filter(({ client }) => search.client === undefined || client === search.client)
  const going = data?.find(({ _id }) => _id === search.revoke)
  const columns = useColumns((id) => open({ revoke: id }))
  const actions = (
    <Group align="flex-end">
      <ClientFilter value={search.client ?? ''} change={(id) => open({ client: id || undefined })} />
      {may('certificates-manage') && mayMake && (
        <PlusButton onClick={() => open({ open: 'issue' })}>{t('issue')}</PlusButton>
      )}
    </Group>
  )
  return (
    <Section id="issued" title={t('issued')} intro={t('issued.intro')} actions={actions}>
      {isPending && <Loading />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && rows.length === 0 && <Alert color="gray">{t('issued.none')}</Alert>}
      {rows.length > 0 && (
        <DataTable
          list="issued-certificates"
          label={t('issued')}
          exported={<ExportButton endpoint={authorityApi.issued} input={{ query: { client: search.client } }} />}
          columns={columns}
          rows={rows}
          getKey={({ _id }) => _id}
          height="50vh"
        />
      )}
      {going && (
        <Revoke
          certificate={going}
          done={() => alerts.add('success', t('revoke.done'))}
          close={() => open({ revoke: undefined })}
        />
      )}
    </Section>
  )
}

function ClientFilter({ value, change }: { value: string; change: (id: string) => void }) {
  const t = useMessages('certificateAuthority')
  const clients = useClients()
  return (
    <NativeSelect
      label={t('client.filter')}
      value={value}
      onChange={({ currentTarget }) => change(currentTarget.value)}
      data={[
        { value: '', label: t('client.all') },
        ...(clients.data ?? []).map(({ _id, clientID }) => ({ value: _id, label: clientID })),
      ]}
    />
  )
}

function useColumns(revoke: (id: string) => void): Column<IssuedCertificate>[] {
  const t = useMessages('certificateAuthority')
  const c = useMessages('certificates')
  const clock = useClock()
  const may = useMay()
  const time = (at: string | undefined) => at && formatMoment(at, clock, 'without')
  const getClientName = ({ clientID }: IssuedCertificate) => clientID ?? t('client.gone')
  const actions = (one: IssuedCertificate) => (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <DownloadButton
        label={c('download', { name: getCertificateName(one) })}
        onClick={() => download(`${toFileName(getCertificateName(one))}.cert.crt`, one.data)}
      />
      {may('certificates-manage') && !one.revokedAt && (
        <CrossButton
          label={t('revoke', { name: getCertificateName(one), client: getClientName(one) })}
          onClick={() => revoke(one._id)}
        />
      )}
    </Group>
  )
  return [
    { key: 'client', title: t('client'), width: 140, cell: getClientName },
    { key: 'name', title: c('name'), width: 160, cell: getCertificateName },
    {
      key: 'how',
      title: t('how'),
      width: 150,
      cell: ({ how, issuedAt }) => <span title={`${t('issued.at')} ${time(issuedAt)}`}>{t(`how.${how}`)}</span>,
    },
    { key: 'used', title: t('first.used'), width: 180, cell: ({ firstUsed }) => time(firstUsed) ?? t('no-call') },
    {
      key: 'expiry',
      title: c('expiry'),
      width: 260,
      cell: ({ validity, revokedAt }) =>
        revokedAt ? t('revoked', { time: time(revokedAt) ?? '' }) : <Expiry validity={validity} />,
    },
    { key: 'actions', title: c('actions'), width: 100, last: true, cell: actions },
  ]
}
