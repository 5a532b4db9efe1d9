import type { Explained } from '../lib/api/problem.ts'
import { useExplanation } from './problems.ts'

/** Returns the function that words a text of the record: reasons of the gateway. The text of another program stays as it is. */
export function useRecordedText(): (text: string, explanations?: readonly Explained[]) => string {
  const { explain, recognise } = useExplanation()
  return (text, explanations) => (text && (explanations ?? recognise(text)).map(explain).join('; ')) || text
}
