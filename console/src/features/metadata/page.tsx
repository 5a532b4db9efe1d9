import { useMessages } from '../../messages/use-messages.ts'
import { Page } from '../../ui/page.tsx'
import { ExportSection } from './export.tsx'
import { ImportSection } from './import.tsx'

export function MetadataPage() {
  const t = useMessages('metadata')
  return (
    <Page title={t('title')} intro={t('intro')}>
      <ExportSection />
      <ImportSection />
    </Page>
  )
}
