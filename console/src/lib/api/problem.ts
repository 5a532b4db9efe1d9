import type { ProblemCode } from '@mediary/contract/problem'

type Issue = { path: string; message: string }

/** A refusal by the server. */
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

/** A call without a response. The server may have done its work or not. */
export class Unreachable extends Error {}

/** A response that does not match the contract. A reload may load the console of the same version as the server. */
export class Unintelligible extends Error {}

export const isProblem = (error: unknown, code: ProblemCode) => error instanceof ApiProblem && error.code === code
