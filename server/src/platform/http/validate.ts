// Parses documents that the server receives, and refuses those that do not fit their schema.

import { parseDocument } from '@mediary/contract/api/parse-document'
import { findUnknownFields } from '@mediary/contract/api/unknown-fields'
import { type Issue, issue } from '@mediary/contract/problem'
import type { z } from 'zod'
import { invalidRequest } from './problem.ts'

/** A document may have a million errors; a person reads the first ones. */
const maxIssues = 100

/** Returns the parsed document. Throws a problem that names each error by its path. */
export function validate<S extends z.ZodType>(
  schema: S,
  document: unknown,
  { refuseUnknown = false } = {},
): z.output<S> {
  const parsed = parseDocument(schema, document)
  const unknown = refuseUnknown ? findUnknownFields(schema, document) : []
  const issues = [...(parsed.issues ?? []), ...unknown.map((path) => issue(path, 'unknown-field'))]
  if (parsed.issues || issues.length > 0) throw invalidRequest(distinct(issues).slice(0, maxIssues))
  return parsed.data
}

/** A strict schema finds an unknown field by itself. */
const distinct = (issues: Issue[]) => [...new Map(issues.map((one) => [`${one.path} ${one.reason}`, one])).values()]
