import { type Problem, type ProblemCode, problemStatus } from '@mediary/contract/problem'

type Options = ErrorOptions & { issues?: Problem['issues']; retryAfter?: number }

/** A refusal the caller may see. Anything else that is thrown is a bug and becomes `internal`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem
  /** Seconds after which it is worth trying again. */
  readonly retryAfter: number | undefined

  constructor(code: ProblemCode, detail: string, options: Options = {}) {
    super(detail, options)
    this.retryAfter = options.retryAfter
    this.problem = {
      type: `urn:mediary:problem:${code}`,
      title: code.replaceAll('-', ' '),
      code,
      status: problemStatus[code],
      detail,
      ...(options.issues && { issues: options.issues }),
    }
  }
}

const refusal = (code: ProblemCode) => (detail: string, options?: Options) => new ProblemError(code, detail, options)

export const unauthenticated = refusal('unauthenticated')
export const forbidden = refusal('forbidden')
export const notFound = refusal('not-found')
export const conflict = refusal('conflict')
export const gone = refusal('gone')
export const tooManyRequests = refusal('too-many-requests')
export const unavailable = refusal('unavailable')

type Issue = { path: string; message: string }

/** A bad document: `detail` says each fault with its path, for callers that read one sentence. */
export const invalidRequest = (issues: Issue[]) =>
  new ProblemError(
    'invalid-request',
    issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '),
    { issues },
  )
