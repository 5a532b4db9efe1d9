import type { Explanation, Issue, ProblemCode } from '@mediary/contract/problem'
import type { Parameters } from '@mediary/contract/reasons'
import type { z } from 'zod'

/** An English text of the server, with the reason and the parameters that are needed to translate it. */
export type Explained = z.infer<typeof Explanation>

type Refused = {
  status: number
  code: ProblemCode
  reason?: string
  parameters?: Parameters
  message: string
  issues?: readonly Issue[] | undefined
}

/** A refusal by the server. Its messages are in the language of the console. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: ProblemCode
  /** A key of the catalogue of reasons; absent when the answer came from another program. */
  readonly reason: string | undefined
  /** What the text of the reason names. */
  readonly parameters: Parameters
  readonly issues: readonly Issue[]

  constructor({ status, code, reason, parameters = {}, message, issues = [] }: Refused) {
    super(message)
    this.status = status
    this.code = code
    this.reason = reason
    this.parameters = parameters
    this.issues = issues
  }
}

/** A call without a response. The server may have done its work or not. */
export class Unreachable extends Error {}

/** A response that does not match the contract. A reload may load the console of the same version as the server. */
export class Unintelligible extends Error {}

export const isProblem = (error: unknown, code: ProblemCode) => error instanceof ApiProblem && error.code === code
