import type { SearchKey } from '@mediary/contract/channels/search-keys'
import { PatternError } from '../../platform/patterns/pattern.ts'
import { compileSearchKeys } from '../content/search-keys.ts'

type Sample = { body: string; headers: { name: string; value: string }[]; query: string }

/** What the index would hold of a sample, by the code that fills it. */
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
