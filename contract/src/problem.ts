import { z } from 'zod'
import { listKeys } from './api/records.ts'
import { describeReason, type PlainReason, type ProblemReason, type ReasonArguments } from './reasons.ts'

/** The error codes of the API, each with its status (RFC 9110). Programs switch on `code`; `detail` is for people. */
export const problemStatus = {
  'invalid-request': 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  timeout: 408,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  'unsupported-media-type': 415,
  misdirected: 421,
  'too-many-requests': 429,
  internal: 500,
  'upstream-failed': 502,
  unavailable: 503,
  'upstream-timeout': 504,
} as const
export type ProblemCode = keyof typeof problemStatus

/** An explanation in English, and what a client needs to word it in another language: see `reasons.ts`. */
export const Explanation = z.object({
  message: z.string(),
  reason: z.string().describe('a key of the catalogue of reasons'),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])).describe('the values that the text names'),
})
const { reason, parameters } = Explanation.shape

/** One error of a document. */
export const Issue = z.object({
  path: z.string().describe('the path of the field, such as routes.0.host; empty for the whole document'),
  ...Explanation.shape,
})
export type Issue = z.infer<typeof Issue>

/** A problem document (RFC 9457). `issues` lists each error of a document by its path. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  code: z.enum(listKeys(problemStatus)),
  status: z.int(),
  detail: z.string(),
  reason,
  parameters,
  issues: z.array(Issue).optional(),
})
export type Problem = z.infer<typeof Problem>

/** Makes one error of a document: `issue('roles', 'client-needs-role')`. */
export const issue = <R extends ProblemReason>(
  path: string,
  reason: R,
  ...[parameters = {}]: ReasonArguments<R>
): Issue => ({ path, message: describeReason(reason, parameters), reason, parameters })

/** Makes an error of a document whose reason is not known before the program runs. */
export const plainIssue = (path: string, reason: PlainReason): Issue => ({
  path,
  message: describeReason(reason),
  reason,
  parameters: {},
})
