import { Text } from '@mantine/core'
import type { RefusalCode } from '@mediary/contract/refusals'
import { useWords } from '../../lib/use-words.ts'
import { Go } from '../../ui/go.tsx'
import { placeOf, type Whom } from './remedies.ts'
import { placeWords, remedyWords } from './remedy-words.ts'

/** The step that would let the request through, and the way to where it is taken. */
export function Remedy({ code, whom }: { code: RefusalCode; whom: Whom }) {
  const t = useWords(remedyWords)
  const go = useWords(placeWords)
  const place = placeOf(code, whom)
  return (
    <Text size="sm">
      {t(code)} {place && <Go to={place.to}>{go(place.words)}</Go>}
    </Text>
  )
}
