import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, type Alerts, useAlerts } from '../../ui/alerts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { HistoryLink } from '../history/link.tsx'
import { SilenceTab } from '../silence/tab.tsx'
import { OwnChoices } from './choices/form.tsx'
import { Deliveries } from './deliveries.tsx'
import { noticeSettingsQuery } from './queries.ts'
import { noticeViews } from './search.ts'
import { SettingsForm } from './settings/form.tsx'

/** The notices to people, and how they are sent. */
export function NoticesPage() {
  const t = useMessages('notices')
  const search = useSearch({ from: '/inside/notices' })
  const navigate = useNavigate({ from: '/notices' })
  const alerts = useAlerts()
  const view = search.view ?? 'deliveries'
  const show = (chosen: string | null) => {
    alerts.clear()
    const known = noticeViews.find((one) => one === chosen)
    void navigate({ search: known === 'deliveries' ? {} : { view: known } })
  }
  return (
    <Page title={t('title')} intro={t('intro')} actions={<HistoryLink object="notice-settings" />}>
      <AlertStrip alerts={alerts} />
      <Tabs value={view} onChange={show} keepMounted={false}>
        <Tabs.List mb="md" aria-label={t('title')}>
          {noticeViews.map((key) => (
            <Tabs.Tab key={key} value={key}>
              {t(`view.${key}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="deliveries">
          <Deliveries
            state={search.state}
            setState={(state) => void navigate({ search: state ? { state } : {}, replace: true })}
            alerts={alerts}
          />
        </Tabs.Panel>
        <Tabs.Panel value="mine">
          <OwnChoices alerts={alerts} />
        </Tabs.Panel>
        <Tabs.Panel value="silence">
          <SilenceTab alerts={alerts} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <StoredSettings alerts={alerts} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}

function StoredSettings({ alerts }: { alerts: Alerts }) {
  const settings = useQuery(noticeSettingsQuery)
  if (settings.isPending) return <Loading />
  if (settings.isError) return <Failure error={settings.error} retry={() => void settings.refetch()} />
  return <SettingsForm stored={settings.data} alerts={alerts} />
}
