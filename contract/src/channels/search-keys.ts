import { z } from 'zod'
import { because } from '../reasons.ts'

export const searchKeySources = [
  'json-path',
  'xpath',
  'hl7-field',
  'fhir-identifier',
  'header',
  'query-parameter',
] as const

/** What a search key is called, in the channel and in a search. */
export const SearchKeyName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, because('must-be-search-key-name'))

/** Characters of a value that is indexed; a longer one is not. */
export const longestSearchValue = 256

/** A value that a channel takes out of its messages, so that transactions are found by it. */
export const SearchKey = z.object({
  name: SearchKeyName.describe('channels that give the same name are searched together'),
  from: z.enum(['request', 'response']).default('request'),
  by: z.enum(searchKeySources),
  expression: z
    .string()
    .max(500)
    .default('')
    .describe(
      'the path; the field, such as PID-3 or PID-3.1; the system of the identifier (none: any, searched as system|value); the name of the header or parameter',
    ),
  hashed: z
    .boolean()
    .default(true)
    .describe('keep keyed hashes instead of values, so that the index holds no patient data'),
})
export type SearchKey = z.infer<typeof SearchKey>

export const SearchKeys = z
  .array(SearchKey)
  .max(10)
  .nullish()
  .transform((keys) => keys ?? [])
