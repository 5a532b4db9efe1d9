import { Alert } from '@mantine/core'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatSize } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Facts } from '../../ui/facts.tsx'
import type { LimitsInUse } from './owner.ts'

type UseProps = { inUse: LimitsInUse; refusals?: string | undefined }

/** The use of today under the limits, and how many requests they refused or would have. `refusals`: the address that lists these. */
export function LimitsUse({ inUse: { limits, use }, refusals }: UseProps) {
  const t = useMessages('limits')
  const { language } = useClock()
  if (!limits) return null
  const count = (value: number) => formatCount(value, language)
  const pair = (used: string, limit: string | undefined) => (limit ? t('of', { used, limit }) : used)
  const observed = limits.mode === 'observe'
  return (
    <>
      <Facts
        facts={[
          [
            t('use.requests'),
            pair(count(use.requests), limits.requestsPerDay === undefined ? undefined : count(limits.requestsPerDay)),
          ],
          [
            t('use.bytes'),
            limits.bytesPerDay === undefined
              ? undefined
              : pair(formatSize(use.bytes, language), formatSize(limits.bytesPerDay, language)),
          ],
          [
            t('use.concurrent'),
            limits.concurrentRequests === undefined
              ? undefined
              : pair(count(use.concurrentRequests), count(limits.concurrentRequests)),
          ],
        ]}
      />
      <Alert color={use.refused > 0 ? 'orange' : 'green'} role="status">
        {t(observed ? 'would-refuse' : 'refused', { count: count(use.refused) })}
        {observed && use.refused === 0 && use.requests > 0 && ` ${t('would-refuse.none')}`}
      </Alert>
      {!observed && use.refused > 0 && refusals && <AddressLink to={refusals}>{t('refusals')}</AddressLink>}
    </>
  )
}
