import { Text } from '@mantine/core'
import { configurationApi } from '@mediary/contract/configuration'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { ChangeList } from './change-list.tsx'

/** Shows what differs from the configuration that was applied last. */
export function DriftSection() {
  const t = useMessages('configuration')
  const clock = useClock()
  const drift = useQuery({ queryKey: ['configuration', 'drift'], queryFn: () => call(configurationApi.drift, {}) })
  const { applied, changes = [] } = drift.data ?? {}
  return (
    <Section id="drift" title={t('drift')} intro={t('drift.intro')}>
      {drift.isPending && <Loading />}
      {drift.isError && <Failure error={drift.error} retry={() => void drift.refetch()} />}
      {drift.data && !applied && <Text>{t('drift.never')}</Text>}
      {applied && <Text mb="xs">{t('drift.since', { time: formatMoment(applied.at, clock), by: applied.by })}</Text>}
      {applied && changes.length === 0 && <Text>{t('drift.none')}</Text>}
      {changes.length > 0 && <ChangeList label={t('drift')} changes={changes} />}
    </Section>
  )
}
