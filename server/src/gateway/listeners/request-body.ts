import type { CompiledChannel } from '../../channels/index.ts'
import type { Deadlines, Watched } from '../http1/deadlines.ts'
import { Refusal } from '../refusal.ts'
import type { ClientAnswer, ClientRequest, IncomingBody } from './client-request.ts'
import type { Arrival } from './request.ts'

/** The body of a request. Its first bytes can be read before all of it is passed on. */
export type RequestBody = {
  /** Reads until more than `enough` bytes are here, or the body has ended. */
  take: (enough: number, maxBytes?: number) => Promise<{ bytes: Buffer; whole: boolean }>
  /** Reads all of it, from its first byte. */
  stream: (maxBytes?: number) => AsyncGenerator<Buffer>
  size: () => number
  /** Returns a flat list, complete once the body has ended. */
  trailers: () => string[]
  /** Ends the stream at once: nobody wants the rest. */
  stop: () => void
  /** Returns true when the stream was ended before the body was. */
  isStopped: () => boolean
}

export const noBody: RequestBody = {
  take: async () => ({ bytes: Buffer.alloc(0), whole: true }),
  async *stream() {},
  size: () => 0,
  trailers: () => [],
  stop: () => undefined,
  isStopped: () => false,
}

export type BodyLimits = { maxBytes: number; idleTimeout: number }

const never = Number.POSITIVE_INFINITY

/** The body of a request by HTTP. */
export class HttpRequestBody implements RequestBody, Watched {
  deadline = never
  private readonly incoming: IncomingBody
  private readonly limits: BodyLimits & { deadlines: Deadlines }
  private readonly sendContinue: () => void
  private readonly taken: Buffer[] = []
  private received = 0
  private ended = false
  private stopped = false
  private tooSlow = false
  private mustContinue: boolean
  private wake: (() => void) | undefined

  constructor(request: ClientRequest, answer: ClientAnswer, limits: BodyLimits & { deadlines: Deadlines }) {
    this.incoming = request.body
    this.limits = limits
    this.mustContinue = request.expectation === 'continue'
    this.sendContinue = () => answer.sendContinue()
  }

  size() {
    return this.received
  }

  trailers() {
    return this.incoming.trailers
  }

  async take(enough: number, maxBytes = this.limits.maxBytes): Promise<{ bytes: Buffer; whole: boolean }> {
    this.askForBody()
    while (!this.ended && this.received <= enough) {
      const chunk = this.readNow() ?? (await this.readChunk())
      if (!chunk) break
      this.taken.push(chunk)
      this.count(chunk, maxBytes)
    }
    const [first] = this.taken
    const bytes = this.taken.length === 1 && first ? first : Buffer.concat(this.taken)
    return { bytes, whole: this.ended }
  }

  async *stream(maxBytes = this.limits.maxBytes): AsyncGenerator<Buffer> {
    this.askForBody()
    yield* this.taken
    for (let chunk = await this.readChunk(); chunk; chunk = await this.readChunk()) {
      this.count(chunk, maxBytes)
      yield chunk
    }
  }

  stop() {
    this.stopped = !this.ended
    this.wake?.()
  }

  isStopped() {
    return this.stopped
  }

  /** The client has been silent for too long. */
  expire() {
    this.tooSlow = true
    this.wake?.()
  }

  /** Returns undefined when the body has ended, or nobody wants the rest. */
  private async readChunk(): Promise<Buffer | undefined> {
    while (!this.ended && !this.stopped) {
      const chunk = this.readNow()
      if (chunk) return chunk
      if (this.ended) return undefined
      if (this.incoming.failure) throw this.incoming.failure
      await this.nextBytes()
      if (this.tooSlow) throw clientTooSlow()
    }
    return undefined
  }

  /** Returns undefined when nothing is here, or the body has ended. */
  private readNow(): Buffer | undefined {
    const chunk = this.incoming.read()
    this.ended = this.incoming.isEnded
    return chunk
  }

  private async nextBytes() {
    this.deadline = performance.now() + this.limits.idleTimeout
    this.limits.deadlines.add(this)
    await new Promise<void>((resolve) => {
      this.wake = resolve
      this.incoming.listen(resolve)
    })
    this.incoming.listen(undefined)
    this.wake = undefined
    this.limits.deadlines.delete(this)
  }

  /** A client that asks first (RFC 9110 §10.1.1) may go on only when the body will be read. */
  private askForBody() {
    if (!this.mustContinue) return
    this.mustContinue = false
    this.sendContinue()
  }

  private count(chunk: Buffer, maxBytes: number) {
    this.received += chunk.length
    if (this.received > maxBytes) throw bodyTooLarge(maxBytes)
  }
}

export const bodyTooLarge = (maxBytes: number) =>
  new Refusal('receive', 413, 'too-large', `The body is larger than ${maxBytes} bytes`)
const clientTooSlow = () =>
  new Refusal('receive', 408, 'too-slow', 'The client stopped sending in the middle of the body')
export const clientGone = () =>
  new Refusal('receive', 400, 'client-gone', 'The client closed the connection in the middle of the body')

/** Returns how many bytes of a body are recorded. Undefined: all of them. */
export const maxStoredBytes = ({ channel: { whenTooLarge, maxBodyBytes } }: CompiledChannel): number | undefined =>
  whenTooLarge === 'pass' ? maxBodyBytes : undefined

/** Returns the limit of a body. Refuses a body that announces more, before it is read. */
export function checkBodySize({ head }: Arrival, { channel }: CompiledChannel, limits: BodyLimits): number {
  const maxBytes = (channel.whenTooLarge === 'pass' ? undefined : channel.maxBodyBytes) ?? limits.maxBytes
  if (head.contentLength !== undefined && Number(head.contentLength) > maxBytes) throw bodyTooLarge(maxBytes)
  return maxBytes
}
