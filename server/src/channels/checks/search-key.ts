import type { SearchKey } from '@mediary/contract/channels/search-keys'
import { PatternError } from '../../platform/patterns/pattern.ts'
import { compileSearchKeys } from '../content/search-keys.ts'

type Sample = { body: string; headers: { name: string; value: string }[]; query: string }

/** Returns the values that the index would hold for a sample, from the code that fills the index. */
export function checkSearchKey(key: Pick<SearchKey, 'from' | 'by' | 'expression'>, sample: Sample) {
  const side = {
    headers: sample.headers.flatMap(({ name, value }) => [name, value]),
    query: sample.query,
    body: sample.body === '' ? undefined : Buffer.from(sample.body),
  }
  try {
    const extract = compileSearchKeys([{ ...key, name: 'sample', hashed: false }])
    return { values: extract({ request: side, response: side }).map(({ value }) => value) }
  } catch (error) {
    if (error instanceof PatternError)
      return { fault: error.message, reason: error.reason, parameters: error.parameters, values: [] }
    throw error
  }
}
