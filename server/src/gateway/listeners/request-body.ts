import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CompiledChannel } from '../../channels/index.ts'
import { Refusal } from '../refusal.ts'
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

/** The body of a request by HTTP. */
export class HttpRequestBody implements RequestBody {
  private readonly request: IncomingMessage
  private readonly response: ServerResponse
  private readonly limits: BodyLimits
  private readonly taken: Buffer[] = []
  private received = 0
  private ended = false
  private stopped = false
  private tooSlow = false
  private continued: boolean
  private wake: (() => void) | undefined

  constructor(request: IncomingMessage, response: ServerResponse, limits: BodyLimits, expectsContinue: boolean) {
    this.request = request
    this.response = response
    this.limits = limits
    this.continued = !expectsContinue
  }

  size() {
    return this.received
  }

  trailers() {
    return this.request.rawTrailers
  }

  take(enough: number, maxBytes = this.limits.maxBytes): Promise<{ bytes: Buffer; whole: boolean }> {
    this.sendContinue()
    if (this.ended || this.received > enough) return Promise.resolve(this.getTaken())
    const { request } = this
    return new Promise((resolve, reject) => {
      const finish = (then: () => void) => {
        clearTimeout(timer)
        request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
        request.pause()
        then()
      }
      const timer = setTimeout(() => finish(() => reject(clientTooSlow())), this.limits.idleTimeout)
      const onData = (chunk: Buffer) => {
        timer.refresh()
        this.taken.push(chunk)
        try {
          this.count(chunk, maxBytes)
        } catch (error) {
          finish(() => reject(error))
          return
        }
        if (this.received > enough) finish(() => resolve(this.getTaken()))
      }
      const onEnd = () => {
        this.ended = true
        finish(() => resolve(this.getTaken()))
      }
      const onGone = () => finish(() => reject(clientGone()))
      request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
    })
  }

  async *stream(maxBytes = this.limits.maxBytes): AsyncGenerator<Buffer> {
    this.sendContinue()
    yield* this.taken
    if (this.ended) return
    const { request } = this
    const signal = () => this.wake?.()
    const timer = setTimeout(() => {
      this.tooSlow = true
      signal()
    }, this.limits.idleTimeout)
    request.on('readable', signal).on('end', signal).on('error', signal).on('close', signal)
    try {
      for (let chunk = await this.readChunk(timer); chunk; chunk = await this.readChunk(timer)) {
        this.count(chunk, maxBytes)
        yield chunk
      }
    } finally {
      clearTimeout(timer)
      request.off('readable', signal).off('end', signal).off('error', signal).off('close', signal)
    }
  }

  stop() {
    this.stopped = !this.ended
    this.wake?.()
  }

  isStopped() {
    return this.stopped
  }

  /** Returns undefined when the body has ended, or nobody wants the rest. */
  private async readChunk(timer: NodeJS.Timeout): Promise<Buffer | undefined> {
    const { request } = this
    while (!this.stopped) {
      const chunk: Buffer | null = request.read()
      if (chunk) return chunk
      if (request.readableEnded) {
        this.ended = true
        return undefined
      }
      if (request.destroyed) throw clientGone()
      timer.refresh()
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
      if (this.tooSlow) throw clientTooSlow()
    }
    return undefined
  }

  /** A client that asks first (RFC 9110 §10.1.1) may go on only when the body will be read. */
  private sendContinue() {
    if (this.continued) return
    this.continued = true
    this.response.writeContinue()
  }

  private getTaken() {
    const [first] = this.taken
    const bytes = this.taken.length === 1 && first ? first : Buffer.concat(this.taken)
    return { bytes, whole: this.ended }
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
const clientGone = () =>
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
