import { type Issue, type Problem, type ProblemCode, problemStatus } from '@mediary/contract/problem'
import { describeReason, type Parameters, type ProblemReason, type ReasonArguments } from '@mediary/contract/reasons'

type Options = ErrorOptions & {
  /** Replaces the English text of the reason. */
  detail?: string
  issues?: Issue[]
  /** The body for callers that do not accept problem documents, where OpenHIM answers with a list and not a sentence. */
  plainDocument?: unknown
  /** Seconds after which another attempt makes sense. */
  retryAfter?: number
}

/** A problem that the caller may see. Everything else that is thrown is a bug and becomes `internal`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  readonly retryAfter: number | undefined
  readonly plainDocument: unknown

  constructor(code: ProblemCode, reason: ProblemReason, parameters: Parameters = {}, options: Options = {}) {
    const { detail = describeReason(reason, parameters), issues, retryAfter, plainDocument, ...cause } = options
    super(detail, cause)
    this.retryAfter = retryAfter
    this.plainDocument = plainDocument
    this.problem = {
      type: `urn:mediary:problem:${code}`,
      title: code.replaceAll('-', ' '),
      code,
      status: problemStatus[code],
      detail,
      reason,
      parameters,
      ...(issues && { issues }),
    }
  }
}

/** Makes the function that makes a problem of one code: `conflict('role-name-taken', { name })`. */
const problem =
  (code: ProblemCode) =>
  <R extends ProblemReason>(reason: R, ...[parameters, options]: ReasonArguments<R, Options>) =>
    new ProblemError(code, reason, parameters, options)

export const unauthenticated = problem('unauthenticated')
export const forbidden = problem('forbidden')
export const notFound = problem('not-found')
export const conflict = problem('conflict')
export const gone = problem('gone')
export const tooManyRequests = problem('too-many-requests')
export const unavailable = problem('unavailable')
export const tooLarge = problem('too-large')
export const misdirected = problem('misdirected')
export const unsupportedMediaType = problem('unsupported-media-type')
export const upstreamFailed = problem('upstream-failed')

/** A bad document. `detail` names each error with its path, for callers that read one sentence. */
export function invalidRequest(issues: Issue[]) {
  const detail = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
  return new ProblemError('invalid-request', 'invalid-document', { count: issues.length }, { detail, issues })
}

/** A bad request that is refused as a whole, for no field in particular. */
export const badRequest = problem('invalid-request')
