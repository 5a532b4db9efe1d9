import { Progress, SimpleGrid, Text } from '@mantine/core'
import type { retentionApi } from '@mediary/contract/transactions/retention'
import type { CallResult } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment, formatSize } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/page.tsx'

export type StoreUsage = CallResult<typeof retentionApi.usage>

/** The store and the disk as a whole. */
export function StoreSection({
  usage: { channels, store, cold, disk, settings, measured, lastBackup },
}: {
  usage: StoreUsage
}) {
  const t = useMessages('retention')
  const clock = useClock()
  const size = (bytes: number) => formatSize(bytes, clock.language)
  const bodies = channels.reduce((sum, { bodyBytes }) => sum + bodyBytes, 0)
  const used = disk.bytes - disk.free
  const days = (count: number | undefined) => (count === undefined ? t('for-ever') : t('days', { count }))
  return (
    <Section id="store" title={t('store')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Facts
          facts={[
            [t('store.size'), size(store.bytes)],
            [t('store.free'), store.free === undefined ? undefined : size(store.free)],
            [t('bodies'), size(bodies)],
            [t('cold'), cold && <ColdFact key="cold" cold={cold} />],
            [
              t('disk'),
              <div key="disk">
                <Text size="sm">{t('disk.used', { used: size(used), free: size(disk.free) })}</Text>
                <Progress value={(used / disk.bytes) * 100} aria-hidden="true" />
              </div>,
            ],
          ]}
        />
        <Facts
          facts={[
            [t('default.bodies'), days(settings.bodyDays)],
            [t('default.records'), days(settings.recordDays)],
            [t('budget'), settings.maxBodiesMB === undefined ? undefined : size(settings.maxBodiesMB * 1024 * 1024)],
            [t('every'), t('minutes', { count: settings.everyMinutes })],
            [t('measured'), formatMoment(measured, clock)],
            [t('last-backup'), lastBackup === undefined ? t('last-backup.none') : formatMoment(lastBackup, clock)],
          ]}
        />
      </SimpleGrid>
    </Section>
  )
}

/** How much stands in the bucket, and whether it answers. */
function ColdFact({ cold }: { cold: NonNullable<StoreUsage['cold']> }) {
  const t = useMessages('retention')
  const clock = useClock()
  return (
    <>
      <Text size="sm">
        {t('cold.amount', { count: cold.transactions, size: formatSize(cold.bodyBytes, clock.language) })}
      </Text>
      {cold.problem && (
        <Text size="sm" c="red">
          {t(`cold.${cold.problem}`)}
        </Text>
      )}
      {cold.removals > 0 && <Text size="sm">{t('cold.removals', { count: cold.removals })}</Text>}
    </>
  )
}
