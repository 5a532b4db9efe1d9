import { Badge } from '@mantine/core'
import type { Certificate } from '@mediary/contract/keystore/certificate'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { warning } from '../../ui/buttons.tsx'
import { classifyExpiry } from './rules.ts'

const colours = { over: 'red.9', soon: warning, later: 'green.9' } as const

/** Shows how long a certificate is still valid. */
export function Expiry({ validity }: { validity: Certificate['validity'] }) {
  const t = useMessages('certificates')
  const clock = useClock()
  const how = classifyExpiry(validity.end, Date.now())
  return (
    <Badge color={colours[how]} tt="none" title={formatMoment(validity.end, clock)}>
      {t(`ends.${how}`, { distance: formatDistance(validity.end, Date.now(), clock.language) })}
    </Badge>
  )
}
