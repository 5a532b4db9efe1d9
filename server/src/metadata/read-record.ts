import { Id } from '@mediary/contract/api/shapes'
import { findUnknownFields } from '@mediary/contract/api/unknown-fields'
import { type Issue, issue } from '@mediary/contract/problem'
import type { z } from 'zod'
import { validate } from '../platform/http/validate.ts'
import type { ImportContext, ImportedRecord } from './stores.ts'

/** Returns the parsed document, and the fields that its schema does not know. Throws a problem for one that is wrong. */
export function readRecord<S extends z.ZodType>(
  schema: S,
  record: ImportedRecord,
): { fields: z.output<S>; notes: Issue[] } {
  return { fields: validate(schema, record), notes: listUnknown(findUnknownFields(schema, record)) }
}

const listUnknown = (unknown: string[]) =>
  unknown.length ? [issue('', 'import-fields-not-kept', { fields: unknown.join(', ') })] : []

/** Returns the id of a document that keeps it. */
export const findKeptId = (
  { _id }: ImportedRecord,
  { keepsIds }: Pick<ImportContext, 'keepsIds'>,
): string | undefined => (keepsIds ? Id.safeParse(_id).data : undefined)

export const isRecord = (value: unknown): value is ImportedRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
