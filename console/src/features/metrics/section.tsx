import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { Section } from '../../ui/page.tsx'
import { toRange } from './period.ts'
import { Periods } from './periods.tsx'
import type { PeriodSearch } from './search.ts'
import { Traffic } from './traffic.tsx'

/** The traffic of one channel. */
export function ChannelMetrics({ channelID }: { channelID: string }) {
  const t = useMessages('metrics')
  const [search, set] = useState<PeriodSearch>({})
  return (
    <Section id="traffic" title={t('traffic')}>
      <Periods search={search} set={set} />
      <Traffic range={toRange(search, Date.now())} channelID={channelID} />
    </Section>
  )
}
