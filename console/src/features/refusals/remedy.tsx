import { Text } from '@mantine/core'
import type { RefusalCode } from '@mediary/contract/operations/refusals'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { findRemedyPlace, type Whom } from './remedies.ts'

/** The step that would let the request through, and a link to its page. */
export function Remedy({ code, whom }: { code: RefusalCode; whom: Whom }) {
  const t = useMessages('remedies')
  const go = useMessages('remedyLinks')
  const place = findRemedyPlace(code, whom)
  return (
    <Text size="sm">
      {t(code)} {place && <AddressLink to={place.to}>{go(place.messageKey)}</AddressLink>}
    </Text>
  )
}
