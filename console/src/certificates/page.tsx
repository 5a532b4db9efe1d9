import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { serverCertificateQuery, trustedQuery } from '../lib/queries.ts'
import { useWords } from '../lib/use-words.ts'
import { AlertStrip, useAlerts } from '../ui/alerts.tsx'
import { Facts } from '../ui/facts.tsx'
import { Failure, Loading } from '../ui/failure.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Expiry } from './expiry.tsx'
import { RestartNotice } from './restart.tsx'
import { ServerUpload } from './server-upload.tsx'
import { Trusted } from './trusted.tsx'
import { certificateWords } from './words.ts'

export function CertificatesPage() {
  const t = useWords(certificateWords)
  const search = useSearch({ from: '/inside/certificates' })
  const navigate = useNavigate({ from: '/certificates' })
  const alerts = useAlerts()
  const server = useQuery(serverCertificateQuery)
  const trusted = useQuery(trustedQuery)
  return (
    <Page title={t('title')}>
      <RestartNotice required={server.data?.restartRequired ?? false} />
      <AlertStrip alerts={alerts} />
      <Section id="server" title={t('server')} intro={t('server.intro')} actions={<ServerUpload alerts={alerts} />}>
        {server.isPending && <Loading />}
        {server.isError && <Failure error={server.error} retry={() => void server.refetch()} />}
        {server.data && (
          <Facts
            facts={[
              [t('name'), server.data.commonName],
              [t('organization'), server.data.organization],
              [t('alternatives'), server.data.subjectAltNames.join(', ')],
              [t('expiry'), <Expiry key="expiry" validity={server.data.validity} />],
              [t('fingerprint'), <code key="fingerprint">{server.data.fingerprint256}</code>],
            ]}
          />
        )}
      </Section>
      {trusted.isPending && <Loading />}
      {trusted.isError && <Failure error={trusted.error} retry={() => void trusted.refetch()} />}
      {trusted.data && (
        <Trusted
          certificates={trusted.data}
          alerts={alerts}
          leaving={search.delete}
          leave={(id) => void navigate({ search: { delete: id }, replace: id === undefined })}
        />
      )}
    </Page>
  )
}
