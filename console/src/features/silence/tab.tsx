import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMayAny } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { CalendarForm } from './calendar-form.tsx'
import { RhythmList } from './list.tsx'
import { silenceQuery, silenceSettingsQuery } from './queries.ts'

/** The rhythm of each client, and the hours that say nothing about it. */
export function SilenceTab({ alerts }: { alerts: Alerts }) {
  const t = useMessages('silence')
  const maySeeClients = useMayAny()('client-view-all')
  const clients = useQuery({ ...silenceQuery, enabled: maySeeClients })
  const settings = useQuery(silenceSettingsQuery)
  if (settings.isPending || clients.isLoading) return <Loading />
  if (settings.isError) return <Failure error={settings.error} retry={() => void settings.refetch()} />
  const options = (clients.data ?? []).map(({ clientID, client }) => ({ value: clientID, label: client }))
  return (
    <>
      <Text c="dimmed" mb="md">
        {t('intro')}
      </Text>
      {clients.data && (
        <Section id="rhythm" title={t('rhythm')}>
          <RhythmList clients={clients.data} />
        </Section>
      )}
      <CalendarForm stored={settings.data} clients={options} alerts={alerts} />
    </>
  )
}
