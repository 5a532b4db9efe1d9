import type { Refusal } from '../../refusal.ts'
import type { IncomingBody } from '../client-request.ts'

/** So much of a body waits in memory until somebody takes it. */
const limits = { bytes: 64 * 1024, chunks: 64 }

/** The body of a request, as its bytes come. */
export class RequestBytes implements IncomingBody {
  failure: Refusal | undefined
  trailers: string[] = []
  private readonly onTaken: () => void
  private readonly chunks: Buffer[] = []
  private waiting = 0
  private isComplete = false
  private listener: (() => void) | undefined

  /** `onTaken` is called when bytes were taken. */
  constructor(onTaken: () => void) {
    this.onTaken = onTaken
  }

  get isEnded() {
    return this.isComplete && this.chunks.length === 0
  }

  /** True when no more should be read from the connection for now. */
  get isFull() {
    return this.waiting > limits.bytes || this.chunks.length > limits.chunks
  }

  read(): Buffer | undefined {
    const chunk = this.chunks.shift()
    if (!chunk) return undefined
    this.waiting -= chunk.length
    this.onTaken()
    return chunk
  }

  listen(listener: (() => void) | undefined) {
    this.listener = listener
  }

  add(chunk: Buffer) {
    this.chunks.push(chunk)
    this.waiting += chunk.length
    this.listener?.()
  }

  complete(trailers: string[]) {
    this.trailers = trailers
    this.isComplete = true
    this.listener?.()
  }

  fail(refusal: Refusal) {
    if (this.isComplete) return
    this.failure ??= refusal
    this.listener?.()
  }
}

/** The body of a request that has none. */
export const noBytes: IncomingBody = {
  read: () => undefined,
  isEnded: true,
  failure: undefined,
  trailers: [],
  listen: () => undefined,
}
