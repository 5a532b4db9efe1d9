/** Why an upstream gave no answer, only a part of one, or one that cannot be used. */
export class UpstreamFailed extends Error {
  override readonly name = 'UpstreamFailed'
  readonly status: 502 | 504

  constructor(status: 502 | 504, message: string) {
    super(message)
    this.status = status
  }
}
