import { Code, Switch } from '@mantine/core'
import { type AuthenticationSettings, type Mechanism, systemApi } from '@mediary/contract/system'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { authenticationQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import { HistoryLink } from '../history/link.tsx'

export function SettingsPage() {
  const t = useMessages('settings')
  const settings = useQuery(authenticationQuery)
  return (
    <Page title={t('title')} actions={<HistoryLink object="setting" />}>
      {settings.isPending && <Loading />}
      {settings.isError && <Failure error={settings.error} retry={() => void settings.refetch()} />}
      {settings.data && (
        <>
          <Mechanisms settings={settings.data} />
          <Tokens />
        </>
      )}
    </Page>
  )
}

type Shown = AuthenticationSettings['mechanisms'][number]

function Mechanisms({ settings }: { settings: AuthenticationSettings }) {
  const t = useMessages('settings')
  const may = useMay()
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: ({ mechanism, enabled }: { mechanism: Mechanism; enabled: boolean }) =>
      call(systemApi.switchMechanism, { params: { mechanism }, body: { enabled } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['mechanisms'] }),
  })
  const state = ({ mechanism, enabled, pinnedBy, needsKey }: Shown) => {
    // What is being saved is shown as it will be; a refusal puts it back.
    const shown = change.isPending && change.variables.mechanism === mechanism ? change.variables.enabled : enabled
    return (
      <Switch
        aria-label={t(mechanism)}
        label={shown ? t('enabled') : t('disabled')}
        checked={shown}
        disabled={!may('client-manage-all') || pinnedBy !== undefined || needsKey}
        onChange={({ currentTarget }) => change.mutate({ mechanism, enabled: currentTarget.checked })}
      />
    )
  }
  const decides = ({ pinnedBy, needsKey }: Shown) => {
    if (pinnedBy) return <Code title={pinnedBy}>{t('pinned', { by: pinnedBy })}</Code>
    return needsKey ? t('needs-key') : t('here')
  }
  return (
    <Section id="mechanisms" title={t('mechanisms')} intro={t('intro')}>
      {change.isError && <Failure error={change.error} />}
      <DataTable<Shown>
        list="mechanisms"
        label={t('mechanisms')}
        exported={<ExportButton endpoint={systemApi.authentication} input={{}} />}
        rows={settings.mechanisms}
        getKey={({ mechanism }) => mechanism}
        columns={[
          { key: 'mechanism', title: t('mechanism'), width: 190, cell: ({ mechanism }) => t(mechanism) },
          { key: 'state', title: t('state'), width: 150, cell: state },
          { key: 'decides', title: t('decides'), width: 400, cell: decides },
        ]}
      />
    </Section>
  )
}

function Tokens() {
  const t = useMessages('issuers')
  return (
    <Section id="jwt" title={t('title')} intro={t('intro')}>
      <AddressLink to="/settings/issuers">{t('manage')}</AddressLink>
    </Section>
  )
}
