import { useMayAny } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'

/** A link to what is done when a secret has leaked. */
export function LeakLink() {
  const t = useMessages('leak')
  return useMayAny()('client-manage-all') ? <AddressLink to="/clients/leaked">{t('title')}</AddressLink> : null
}
