import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { toHistoryAddress } from './places.ts'
import { type Shown, useMaySee } from './queries.ts'

/** A link to the history of some objects, for those who may see it. */
export function HistoryLink(shown: Shown) {
  const t = useMessages('history')
  return useMaySee()(shown) ? <AddressLink to={toHistoryAddress(shown)}>{t('link')}</AddressLink> : null
}
