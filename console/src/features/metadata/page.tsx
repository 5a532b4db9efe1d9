import { permissionFlags } from '@mediary/contract/permission'
import { useUser } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Page } from '../../ui/page.tsx'
import { ExportSection } from './export.tsx'
import { ImportSection } from './import.tsx'

export function MetadataPage() {
  const t = useMessages('metadata')
  const c = useMessages('configuration')
  const user = useUser()
  // A plan may change anything.
  const mayPlan = permissionFlags.every((flag) => user?.permissions[flag])
  const link = mayPlan && <AddressLink to="/export-import/plan">{c('title')}</AddressLink>
  return (
    <Page title={t('title')} intro={t('intro')} actions={link}>
      <ExportSection />
      <ImportSection />
    </Page>
  )
}
