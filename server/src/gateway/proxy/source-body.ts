import { bodyTooLarge, type RequestBody } from '../listeners/request-body.ts'

/** A body that does not come by an HTTP connection: from the record, or from memory. It reads no more than it is asked for. */
export class SourceBody implements RequestBody {
  private readonly chunks: AsyncIterator<Uint8Array>
  private readonly taken: Buffer[] = []
  private received = 0
  private ended = false
  private stopped = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.chunks = source[Symbol.asyncIterator]()
  }

  async take(enough: number, maxBytes = Number.POSITIVE_INFINITY) {
    while (!this.ended && this.received <= enough) {
      const chunk = await this.next(maxBytes)
      if (chunk) this.taken.push(chunk)
    }
    return { bytes: Buffer.concat(this.taken), whole: this.ended }
  }

  async *stream(maxBytes = Number.POSITIVE_INFINITY) {
    yield* this.taken.splice(0)
    while (!this.stopped) {
      const chunk = await this.next(maxBytes)
      if (!chunk) return
      yield chunk
    }
  }

  size() {
    return this.received
  }

  trailers() {
    return []
  }

  stop() {
    this.stopped = !this.ended
  }

  isStopped() {
    return this.stopped
  }

  private async next(maxBytes: number): Promise<Buffer | undefined> {
    const { done, value } = await this.chunks.next()
    if (done) {
      this.ended = true
      return undefined
    }
    this.received += value.length
    if (this.received > maxBytes) throw bodyTooLarge(maxBytes)
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }
}
