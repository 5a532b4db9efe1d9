import type { ConfigurationDocuments } from '@mediary/contract/configuration'
import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Page } from '../../ui/page.tsx'
import { DriftSection } from './drift.tsx'
import { type Chosen, PlanSection } from './plan.tsx'
import { SourceSection } from './source.tsx'

/** The plan of a configuration that is kept as files, and what was changed by hand since the last one was applied. */
export function ConfigurationPage() {
  const t = useMessages('configuration')
  const [chosen, setChosen] = useState<Chosen>()
  const choose = (name: string, documents: ConfigurationDocuments) =>
    setChosen((former) => ({ n: (former?.n ?? 0) + 1, name, documents }))
  return (
    <Page title={t('title')} intro={t('intro')} actions={<AddressLink to="/export-import">{t('back')}</AddressLink>}>
      <DriftSection />
      <SourceSection choose={choose} />
      {chosen && <PlanSection key={chosen.n} chosen={chosen} />}
    </Page>
  )
}
