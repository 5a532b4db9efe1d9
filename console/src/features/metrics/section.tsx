import { useState } from 'react'
import type { DashboardSearch } from '../../app/search.ts'
import { useWords } from '../../lib/use-words.ts'
import { Section } from '../../ui/page.tsx'
import { rangeOf } from './period.ts'
import { Periods } from './periods.tsx'
import { Traffic } from './traffic.tsx'
import { metricsWords } from './words.ts'

/** The traffic of one channel. */
export function ChannelMetrics({ channelID }: { channelID: string }) {
  const t = useWords(metricsWords)
  const [search, set] = useState<DashboardSearch>({})
  return (
    <Section id="traffic" title={t('traffic')}>
      <Periods search={search} set={set} />
      <Traffic range={rangeOf(search, Date.now())} channelID={channelID} />
    </Section>
  )
}
