import { Alert, Badge } from '@mantine/core'
import { type Authority, authorityApi } from '@mediary/contract/keystore/authority'
import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../../lib/api/me.ts'
import { download } from '../../../lib/download.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PlusButton } from '../../../ui/buttons.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import type { Column } from '../../../ui/table/column.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { ExportButton } from '../../export/button.tsx'
import { DownloadButton } from '../download-button.tsx'
import { Expiry } from '../expiry.tsx'
import { toFileName } from '../files.ts'
import { authoritiesQuery } from '../queries.ts'
import { getCertificateName } from '../rules.ts'
import type { SetSearch } from '../search.ts'

/** The certificate authorities of this server. The newest one signs. */
export function Authorities({ open }: { open: SetSearch }) {
  const t = useMessages('certificateAuthority')
  const c = useMessages('certificates')
  const may = useMay()
  const { data, isPending, error, refetch } = useQuery(authoritiesQuery)
  const columns: Column<Authority>[] = [
    { key: 'name', title: c('name'), width: 220, cell: getCertificateName },
    {
      key: 'role',
      title: t('role'),
      width: 150,
      cell: ({ signs }) => (
        <Badge color={signs ? 'green.9' : 'gray.7'} tt="none">
          {signs ? t('signs') : t('earlier')}
        </Badge>
      ),
    },
    { key: 'expiry', title: c('expiry'), width: 270, cell: ({ validity }) => <Expiry validity={validity} /> },
    {
      key: 'actions',
      title: c('actions'),
      width: 80,
      last: true,
      cell: (authority) => <Download authority={authority} />,
    },
  ]
  return (
    <Section
      id="authority"
      title={t('title')}
      intro={t('intro')}
      actions={
        may('certificates-manage') && (
          <PlusButton onClick={() => open({ open: 'authority' })}>
            {data?.length ? t('make.another') : t('make')}
          </PlusButton>
        )
      }
    >
      {isPending && <Loading />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data?.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      {data && data.length > 0 && (
        <DataTable
          list="authorities"
          label={t('title')}
          exported={<ExportButton endpoint={authorityApi.list} input={{}} />}
          columns={columns}
          rows={data}
          getKey={({ _id }) => _id}
          height="30vh"
        />
      )}
    </Section>
  )
}

function Download({ authority }: { authority: Authority }) {
  const c = useMessages('certificates')
  const name = getCertificateName(authority)
  return (
    <DownloadButton
      label={c('download', { name })}
      onClick={() => download(`${toFileName(name)}.cert.crt`, authority.data)}
    />
  )
}
