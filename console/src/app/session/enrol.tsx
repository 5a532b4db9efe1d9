import { EnrolmentForm } from '../../features/certificates/enrolment/form.tsx'
import { useMessages } from '../../messages/use-messages.ts'
import { Outside } from '../shell/outside.tsx'

export function EnrolPage() {
  const t = useMessages('enrolment')
  return (
    <Outside title={t('title')} intro={t('intro')}>
      <EnrolmentForm />
    </Outside>
  )
}
