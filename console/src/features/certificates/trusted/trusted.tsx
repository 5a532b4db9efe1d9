import { Alert, Button, Group } from '@mantine/core'
import { keystoreApi, type TrustedCertificate } from '@mediary/contract/keystore'
import { useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { download } from '../../../lib/download.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import type { Alerts } from '../../../ui/alerts.tsx'
import { CrossButton } from '../../../ui/buttons.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Section } from '../../../ui/page.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { ExportButton } from '../../export/button.tsx'
import { DownloadButton } from '../download-button.tsx'
import { Expiry } from '../expiry.tsx'
import { toFileName } from '../files.ts'
import { getCertificateName } from '../rules.ts'
import type { SetSearch } from '../search.ts'
import { useTrustUpload } from './trust-upload.tsx'

type TrustedProps = {
  certificates: readonly TrustedCertificate[]
  alerts: Alerts
  leaving: string | undefined
  open: SetSearch
}

export function Trusted({ certificates, alerts, leaving, open }: TrustedProps) {
  const t = useMessages('certificates')
  const p = useMessages('keyPair')
  const may = useMay()
  const client = useQueryClient()
  const upload = useTrustUpload(alerts)
  const going = certificates.find(({ _id }) => _id === leaving)
  const remove = async (id: string) => {
    await call(keystoreApi.distrust, { params: { id } })
    alerts.add('success', t('deleted'))
    await client.invalidateQueries({ queryKey: ['keystore'] })
  }
  const columns = useColumns((id) => open({ delete: id }))
  const actions = may('certificates-manage') && (
    <Group>
      {upload.button}
      <Button variant="default" onClick={() => open({ open: 'make-client' })}>
        {p('make.client')}
      </Button>
    </Group>
  )
  return (
    <Section id="trusted" title={t('trusted')} intro={t('trusted.intro')} actions={actions}>
      <div {...upload.drop}>
        {upload.results}
        {certificates.length === 0 && <Alert color="gray">{t('none')}</Alert>}
        {certificates.length > 0 && (
          <DataTable
            list="trusted-certificates"
            label={t('trusted')}
            exported={<ExportButton endpoint={keystoreApi.trusted} input={{}} />}
            columns={columns}
            rows={certificates}
            getKey={({ _id }) => _id}
            height="45vh"
          />
        )}
      </div>
      {going && (
        <Confirm title={t('delete.title')} act={() => remove(going._id)} close={() => open({ delete: undefined })}>
          {t('delete.question', { name: getCertificateName(going) })}
        </Confirm>
      )}
    </Section>
  )
}

function useColumns(leave: (id: string) => void): Column<TrustedCertificate>[] {
  const t = useMessages('certificates')
  const may = useMay()
  const actions = (one: TrustedCertificate) => (
    <Group gap={6} justify="flex-end" wrap="nowrap">
      <DownloadButton
        label={t('download', { name: getCertificateName(one) })}
        onClick={() => download(`${toFileName(getCertificateName(one))}.cert.crt`, one.data)}
      />
      {may('certificates-manage') && (
        <CrossButton label={t('remove', { name: getCertificateName(one) })} onClick={() => leave(one._id)} />
      )}
    </Group>
  )
  return [
    { key: 'name', title: t('name'), width: 220, cell: getCertificateName },
    { key: 'organization', title: t('organization'), width: 140, cell: ({ organization }) => organization },
    {
      key: 'place',
      title: t('place'),
      width: 120,
      cell: ({ locality, state, country }) => [locality, state, country].filter(Boolean).join(', '),
    },
    { key: 'others', title: t('alternatives'), width: 140, cell: (one) => one.subjectAltNames.join(', ') },
    { key: 'expiry', title: t('expiry'), width: 270, cell: ({ validity }) => <Expiry validity={validity} /> },
    { key: 'actions', title: t('actions'), width: 100, last: true, cell: actions },
  ]
}
