import { Tabs } from '@mantine/core'
import { keystoreApi } from '@mediary/contract/keystore'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { serverCertificateQuery, trustedQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, type Alerts, useAlerts } from '../../ui/alerts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { HistoryLink } from '../history/link.tsx'
import { AuthorityTab } from './authority/authority-tab.tsx'
import { Calendar } from './calendar.tsx'
import { MakeDialog } from './key-pair/make-dialog.tsx'
import { PairDialog, type SentPair } from './key-pair/pair-dialog.tsx'
import { calendarQuery } from './queries.ts'
import { type CertificatesSearch, certificateViews, type SetSearch } from './search.ts'
import { Policy } from './server/policy.tsx'
import { RestartNotice } from './server/restart.tsx'
import { ServerCertificate } from './server/server.tsx'
import { Trusted } from './trusted/trusted.tsx'
import { Upstreams } from './upstreams.tsx'

export function CertificatesPage() {
  const t = useMessages('certificates')
  const search = useSearch({ from: '/inside/certificates' })
  const navigate = useNavigate({ from: '/certificates' })
  const alerts = useAlerts()
  const server = useQuery(serverCertificateQuery)
  const calendar = useQuery(calendarQuery)
  const open: SetSearch = (part) => {
    if (part.open || part.delete || part.revoke || part.edit) alerts.clear()
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  }
  const view = search.view ?? 'keystore'
  const show = (chosen: string | null) => {
    alerts.clear()
    const known = certificateViews.find((one) => one === chosen)
    void navigate({ search: known === 'keystore' ? {} : { view: known } })
  }
  const warnings = calendar.data?.warnings ?? 0
  const getLabel = (key: (typeof certificateViews)[number]) =>
    key === 'calendar' && warnings
      ? `${t('view.calendar')}: ${t('view.warnings', { count: warnings })}`
      : t(`view.${key}`)
  return (
    <Page title={t('title')} actions={<HistoryLink object="certificate" />}>
      <RestartNotice required={server.data?.restartRequired ?? false} />
      <AlertStrip alerts={alerts} />
      <Tabs value={view} onChange={show} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t('title')}>
          {certificateViews.map((key) => (
            <Tabs.Tab key={key} value={key}>
              {getLabel(key)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="keystore">
          <Keystore alerts={alerts} search={search} open={open} />
        </Tabs.Panel>
        <Tabs.Panel value="clients">
          <AuthorityTab alerts={alerts} search={search} open={open} />
        </Tabs.Panel>
        <Tabs.Panel value="upstreams">
          <Upstreams alerts={alerts} search={search} open={open} />
        </Tabs.Panel>
        <Tabs.Panel value="calendar">
          <Calendar />
        </Tabs.Panel>
      </Tabs>
      <MakeDialogs alerts={alerts} search={search} open={open} />
    </Page>
  )
}

type PartProps = { alerts: Alerts; search: CertificatesSearch; open: SetSearch }

function Keystore({ alerts, search, open }: PartProps) {
  const server = useQuery(serverCertificateQuery)
  const trusted = useQuery(trustedQuery)
  return (
    <>
      {server.isPending && <Loading />}
      {server.isError && <Failure error={server.error} retry={() => void server.refetch()} />}
      {server.data && <ServerCertificate shown={server.data} open={open} />}
      {trusted.isPending && <Loading />}
      {trusted.isError && <Failure error={trusted.error} retry={() => void trusted.refetch()} />}
      {trusted.data && <Trusted certificates={trusted.data} alerts={alerts} leaving={search.delete} open={open} />}
      <Policy />
    </>
  )
}

const making = { 'make-server': 'server', 'make-client': 'client', authority: 'authority' } as const

const sendToServer = (pair: SentPair) =>
  'pkcs12' in pair
    ? call(keystoreApi.setPkcs12, { body: pair })
    : call(keystoreApi.setServerCertificate, { body: pair })

/** The dialogs that upload or create a certificate of the server, a client or an authority. */
function MakeDialogs({ alerts, search: { open: what }, open }: PartProps) {
  const t = useMessages('certificates')
  const p = useMessages('keyPair')
  const ours = useMessages('certificateAuthority')
  const close = () => open({ open: undefined })
  if (what === 'server')
    return (
      <PairDialog
        title={p('upload.server')}
        keyRequired={false}
        send={sendToServer}
        sent={() => alerts.add('success', t('added'))}
        close={close}
      />
    )
  if (what !== 'make-server' && what !== 'make-client' && what !== 'authority') return null
  const made = () => alerts.add('success', what === 'authority' ? ours('made') : t('added'))
  return <MakeDialog what={making[what]} made={made} close={close} />
}
