import type { ProblemCode } from '@mediary/contract/problem'

type Issue = { path: string; message: string }

/** The server answered, and refused. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  readonly issues: readonly Issue[]

  constructor(status: number, code: ProblemCode, detail: string, issues: readonly Issue[] = []) {
    super(detail)
    this.status = status
    this.code = code
    this.issues = issues
  }
}

/** No answer came, so nobody knows whether the server did what was asked. */
export class Unreachable extends Error {}

/** An answer came that is not what the contract says: a reload may bring the console that fits the server. */
export class Unintelligible extends Error {}

export const isProblem = (error: unknown, code: ProblemCode) => error instanceof ApiProblem && error.code === code
