import { Alert, Button, FileButton } from '@mantine/core'
import { keystoreApi, type TrustedCertificate } from '@mediary/contract/keystore'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../lib/api.ts'
import { useMay } from '../lib/me.ts'
import { useWords } from '../lib/use-words.ts'
import type { Alerts } from '../ui/alerts.tsx'
import { CrossButton } from '../ui/buttons.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { useSentence } from '../ui/failure.tsx'
import { Section } from '../ui/page.tsx'
import { Expiry } from './expiry.tsx'
import { certificateWords } from './words.ts'

type TrustedProps = {
  certificates: readonly TrustedCertificate[]
  alerts: Alerts
  leaving: string | undefined
  leave: (id: string | undefined) => void
}

const nameOf = ({ commonName, fingerprint }: TrustedCertificate) => commonName ?? fingerprint

export function Trusted({ certificates, alerts, leaving, leave }: TrustedProps) {
  const t = useWords(certificateWords)
  const may = useMay()
  const client = useQueryClient()
  const going = certificates.find(({ _id }) => _id === leaving)
  const remove = async (id: string) => {
    await call(keystoreApi.distrust, { params: { id } })
    alerts.add('success', t('deleted'))
    await client.invalidateQueries({ queryKey: ['keystore'] })
  }
  const columns: Column<TrustedCertificate>[] = [
    { key: 'name', title: t('name'), width: 200, cell: nameOf },
    { key: 'organization', title: t('organization'), width: 160, cell: ({ organization }) => organization },
    { key: 'others', title: t('alternatives'), width: 200, cell: (one) => one.subjectAltNames.join(', ') },
    { key: 'expiry', title: t('expiry'), width: 240, cell: ({ validity }) => <Expiry validity={validity} /> },
    {
      key: 'actions',
      title: '',
      width: 60,
      last: true,
      cell: (one) =>
        may('certificates-manage') && (
          <CrossButton label={t('remove', { name: nameOf(one) })} onClick={() => leave(one._id)} />
        ),
    },
  ]
  return (
    <Section id="trusted" title={t('trusted')} intro={t('trusted.intro')} actions={<Upload alerts={alerts} />}>
      {certificates.length === 0 && <Alert color="yellow">{t('none')}</Alert>}
      {certificates.length > 0 && (
        <DataTable label={t('trusted')} columns={columns} rows={certificates} keyOf={({ _id }) => _id} />
      )}
      {going && (
        <Confirm title={t('delete.title')} act={() => remove(going._id)} close={() => leave(undefined)}>
          {t('delete.question', { name: nameOf(going) })}
        </Confirm>
      )}
    </Section>
  )
}

function Upload({ alerts }: { alerts: Alerts }) {
  const t = useWords(certificateWords)
  const may = useMay()
  const sentence = useSentence()
  const client = useQueryClient()
  const upload = useMutation({
    mutationFn: async (file: File) => call(keystoreApi.trust, { body: { cert: await file.text() } }),
    onMutate: alerts.clear,
    onSuccess: () => alerts.add('success', t('added')),
    onError: (error) => alerts.add('failure', sentence(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  if (!may('certificates-manage')) return null
  return (
    <FileButton accept=".pem,.crt,.cer" onChange={(file) => file && upload.mutate(file)}>
      {(props) => (
        <Button {...props} variant="default" loading={upload.isPending}>
          {t('upload')}
        </Button>
      )}
    </FileButton>
  )
}
