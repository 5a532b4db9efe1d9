/**
 * The kind of a failure. `timeout`: the upstream was too slow; `lost`: it closed the connection; `answer`: its answer cannot
 * be used; `request`: the request cannot be sent.
 */
type CallErrorKind = 'timeout' | 'lost' | 'answer' | 'request'

/** A failed call. Its message continues a sentence that begins with the address of the upstream. */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly kind: CallErrorKind
  /** True when the connection had carried a request before, and ended before one byte of the answer came. */
  readonly lostOnReuse: boolean

  constructor(kind: CallErrorKind, message: string, lostOnReuse = false) {
    super(message)
    this.kind = kind
    this.lostOnReuse = lostOnReuse
  }
}
