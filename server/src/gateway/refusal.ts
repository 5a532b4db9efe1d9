import type { RefusalCode, Stage } from '@mediary/contract/operations/refusals'

/** A refused request. The administrator reads `reason`, and a client that was recognised does too. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly stage: Stage
  readonly status: number
  readonly code: RefusalCode
  readonly client: string | undefined
  readonly channel: string | undefined
  /** Headers of the answer, such as Retry-After. */
  readonly headers: Readonly<Record<string, string>>

  constructor(
    stage: Stage,
    status: number,
    code: RefusalCode,
    reason: string,
    about: { client?: string | undefined; channel?: string | undefined; headers?: Record<string, string> } = {},
  ) {
    super(reason)
    this.stage = stage
    this.status = status
    this.code = code
    this.client = about.client
    this.channel = about.channel
    this.headers = about.headers ?? {}
  }
}
