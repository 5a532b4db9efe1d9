import { ProblemError } from '../platform/http/problem.ts'

const damage = ['body-damaged', 'body-damaged-in-bucket']
const damaged = new Set<string | undefined>(damage)
const unreadable = new Set<string | undefined>([...damage, 'bucket-not-configured', 'bucket-unavailable'])

/** Tells whether an error says that a body is kept and cannot be read now. */
export const isUnreadableBody = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && unreadable.has(error.problem.reason)

/** Tells whether an error says that what is kept is damaged or gone, so that waiting does not help. */
export const isDamagedBody = (error: unknown) => error instanceof ProblemError && damaged.has(error.problem.reason)
