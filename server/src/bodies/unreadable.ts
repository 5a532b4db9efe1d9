import { ProblemError } from '../platform/http/problem.ts'

const reasons = new Set<string | undefined>([
  'body-damaged',
  'body-damaged-in-bucket',
  'bucket-not-configured',
  'bucket-unavailable',
])

/** Tells whether an error says that a body is kept and cannot be read now. */
export const isUnreadableBody = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && reasons.has(error.problem.reason)
