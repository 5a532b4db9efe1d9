import { Alert, Button, FileButton, Group, NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import { keystoreApi, type TrustedCertificate } from '@mediary/contract/keystore'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { trustedQuery } from '../../lib/api/queries.ts'
import { isSamePem } from '../../lib/pem.ts'
import { preferences } from '../../lib/preferences.ts'
import { useStore } from '../../lib/store.ts'
import { formatList } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import { findCertificate, findMismatch, listNames } from './form-rules.ts'
import type { MechanismProps } from './use-client-form.ts'

const getLabel = ({ commonName, organization }: TrustedCertificate) => `cn=${commonName ?? ''}, o=${organization ?? ''}`

export function MutualTls({ form }: MechanismProps) {
  const t = useMessages('clientAuthentication')
  const issueText = useMessages('clientForm')
  const may = useMay()
  const trusted = useQuery({ ...trustedQuery, enabled: may('certificates-view') })
  const { draft, change, issues, refused } = form
  const certificates = trusted.data ?? []
  const chosen = findCertificate(certificates, draft.certFingerprint)
  const unknown =
    draft.certFingerprint && !chosen ? [{ value: draft.certFingerprint, label: t('certificate.unknown') }] : []
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('domain')}
          value={draft.clientDomain}
          error={refused.clientDomain}
          onChange={({ currentTarget }) => change({ clientDomain: currentTarget.value })}
        />
        <NativeSelect
          label={`${t('certificate')} **`}
          value={chosen?.fingerprint ?? draft.certFingerprint}
          error={issues.mechanism ? issueText(issues.mechanism) : refused.certFingerprint}
          onChange={({ currentTarget }) => change({ certFingerprint: currentTarget.value })}
          data={[
            { value: '', label: t('certificate.none') },
            ...certificates.map((one) => ({ value: one.fingerprint, label: getLabel(one) })),
            ...unknown,
          ]}
        />
      </SimpleGrid>
      {trusted.isError && <Failure error={trusted.error} retry={() => void trusted.refetch()} />}
      <Mismatch certificate={chosen} domain={draft.clientDomain} />
      {may('certificates-manage') && (
        <Upload
          uploaded={(certificate) =>
            change({
              certFingerprint: certificate.fingerprint,
              clientDomain: draft.clientDomain || (listNames(certificate)[0] ?? ''),
            })
          }
        />
      )}
    </>
  )
}

function Mismatch({ certificate, domain }: { certificate: TrustedCertificate | undefined; domain: string }) {
  const t = useMessages('clientAuthentication')
  const { language } = useStore(preferences)
  const mismatch = findMismatch(certificate, domain)
  if (!mismatch || !certificate) return null
  return (
    <Alert color="orange" role="status" mt="xs" data-testid="mismatch">
      {t(mismatch, { names: formatList(listNames(certificate), language), domain })}
    </Alert>
  )
}

/** Uploads a certificate. The server parses it. */
function Upload({ uploaded }: { uploaded: (certificate: TrustedCertificate) => void }) {
  const t = useMessages('clientAuthentication')
  const client = useQueryClient()
  const upload = useMutation({
    mutationFn: async (file: File) => {
      const pem = await file.text()
      await call(keystoreApi.trust, { body: { cert: pem } })
      const certificates = await client.fetchQuery({ ...trustedQuery, staleTime: 0 })
      return certificates.find(({ data }) => isSamePem(data, pem))
    },
    onSuccess: (certificate) => certificate && uploaded(certificate),
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  return (
    <Group mt="xs">
      <FileButton accept=".pem,.crt,.cer" onChange={(file) => file && upload.mutate(file)}>
        {(props) => (
          <Button {...props} variant="default" size="xs" loading={upload.isPending}>
            {t('upload')}
          </Button>
        )}
      </FileButton>
      {upload.isError && <Failure error={upload.error} />}
      {upload.isSuccess && (
        <Alert color="green" role="status">
          {t('upload.done')}
        </Alert>
      )}
    </Group>
  )
}
