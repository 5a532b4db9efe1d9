import { z } from 'zod'
import { optional } from '../api/shapes.ts'
import { because } from '../reasons.ts'

export const searchKeySources = [
  'json-path',
  'xpath',
  'hl7-field',
  'fhir-identifier',
  'header',
  'query-parameter',
] as const

/** The name of a search key, in a channel and in a search. */
export const SearchKeyName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, because('must-be-search-key-name'))

/** The maximum length of an indexed value, in characters. Longer values are not indexed. */
export const maxSearchValueLength = 256

/** A value that the server reads from requests or responses of a channel, so that users find transactions by it. */
export const SearchKey = z.object({
  name: SearchKeyName.describe('one search covers all channels that use the same name'),
  from: z.enum(['request', 'response']).default('request'),
  by: z.enum(searchKeySources),
  expression: z
    .string()
    .max(500)
    .default('')
    .describe(
      'depends on `by`: a path; a field such as PID-3 or PID-3.1; the system of an identifier (empty: any system, searched as system|value); the name of a header or parameter',
    ),
  hashed: z
    .boolean()
    .default(true)
    .describe('store keyed hashes instead of values, so that the index contains no patient data'),
  patient: z
    .boolean()
    .optional()
    .describe('the value identifies a patient: audit events name it. Always so for the field PID-3 of HL7 v2'),
})
export type SearchKey = z.infer<typeof SearchKey>

export const SearchKeys = optional(z.array(SearchKey).max(10)).transform((keys) => keys ?? [])

/** Tells whether the values of a search key identify patients. */
export const isPatientKey = ({ by, expression, patient }: SearchKey) =>
  patient === true || (by === 'hl7-field' && /^PID-3(\D|$)/i.test(expression))
