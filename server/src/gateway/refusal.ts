import type { RefusalCode, Stage } from '@mediary/contract/refusals'

/** A request that is turned away. `reason` is for the administrator; the client reads only what its status says. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly stage: Stage
  readonly status: number
  readonly code: RefusalCode
  readonly client: string | undefined
  readonly channel: string | undefined

  constructor(
    stage: Stage,
    status: number,
    code: RefusalCode,
    reason: string,
    about: { client?: string | undefined; channel?: string | undefined } = {},
  ) {
    super(reason)
    this.stage = stage
    this.status = status
    this.code = code
    this.client = about.client
    this.channel = about.channel
  }
}
