import { recogniseReasons } from '@mediary/contract/reasons/recognise'
import type { Explained } from '../lib/api/problem.ts'
import { useExplanation } from './problems.ts'

/** Returns the function that words a text of the record: reasons of the gateway. The text of another program stays as it is. */
export function useRecordedText(): (text: string, explanations?: readonly Explained[]) => string {
  const explain = useExplanation()
  return (text, explanations = recogniseReasons(text)) => explanations.map(explain).join('; ') || text
}
