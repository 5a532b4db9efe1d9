import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CompiledChannel } from '../../channels/index.ts'
import { Refused } from '../refusal.ts'
import type { Arrival } from './request.ts'

/** The body of a request: its first bytes can be looked at before all of it is passed on. */
export type RequestBody = {
  take: (enough: number, largest?: number) => Promise<{ bytes: Buffer; whole: boolean }>
  stream: (largest?: number) => AsyncGenerator<Buffer>
  size: () => number
  /** A flat list; complete once the body has ended. */
  trailers: () => string[]
}

/** Of a request that has none. */
export const noBody: RequestBody = {
  take: async () => ({ bytes: Buffer.alloc(0), whole: true }),
  async *stream() {},
  size: () => 0,
  trailers: () => [],
}

export type BodyLimits = { largest: number; idle: number }

export function requestBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits: BodyLimits,
  expectsContinue: boolean,
): RequestBody {
  const taken: Buffer[] = []
  const state = { size: 0, ended: false, continued: !expectsContinue }

  // A client that asks first (RFC 9110 §10.1.1) is told to go on only when somebody will read.
  const goOn = () => {
    if (state.continued) return
    state.continued = true
    response.writeContinue()
  }

  const count = (chunk: Buffer, largest: number) => {
    state.size += chunk.length
    if (state.size > largest) throw tooLarge(largest)
  }

  /** Reads until more than `enough` bytes are here, or the body has ended. */
  const take = (enough: number, largest = limits.largest): Promise<{ bytes: Buffer; whole: boolean }> => {
    goOn()
    const here = () => ({ bytes: taken.length === 1 && taken[0] ? taken[0] : Buffer.concat(taken), whole: state.ended })
    if (state.ended || state.size > enough) return Promise.resolve(here())
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => settle(() => reject(tooSlow())), limits.idle)
      const settle = (then: () => void) => {
        clearTimeout(timer)
        request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone)
        request.pause()
        then()
      }
      const onData = (chunk: Buffer) => {
        timer.refresh()
        taken.push(chunk)
        try {
          count(chunk, largest)
        } catch (error) {
          settle(() => reject(error))
          return
        }
        if (state.size > enough) settle(() => resolve(here()))
      }
      const onEnd = () => {
        state.ended = true
        settle(() => resolve(here()))
      }
      const onGone = () => settle(() => reject(gone()))
      request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone)
    })
  }

  /** All of it, from its first byte. */
  async function* stream(largest = limits.largest): AsyncGenerator<Buffer> {
    goOn()
    yield* taken
    if (state.ended) return
    const timer = setTimeout(() => request.destroy(tooSlow()), limits.idle)
    try {
      for await (const chunk of request) {
        timer.refresh()
        count(chunk, largest)
        yield chunk
      }
    } catch (error) {
      throw error instanceof Refused ? error : gone()
    } finally {
      clearTimeout(timer)
    }
  }

  return { take, stream, size: () => state.size, trailers: () => request.rawTrailers }
}

export const tooLarge = (largest: number) =>
  new Refused('receive', 413, 'too-large', `The body is larger than ${largest} bytes`)
const tooSlow = () => new Refused('receive', 408, 'too-slow', 'The client stopped sending in the middle of the body')
const gone = () =>
  new Refused('receive', 400, 'client-gone', 'The client closed the connection in the middle of the body')

/** So many bytes are kept of a body; undefined when there is no bound. */
export const mostKept = ({ channel: { whenTooLarge, maxBodyBytes } }: CompiledChannel): number | undefined =>
  whenTooLarge === 'pass' ? maxBodyBytes : undefined

/** A body that announces itself as too large is refused before it is read. */
export function largestBody({ head }: Arrival, { channel }: CompiledChannel, limits: BodyLimits): number {
  const largest = (channel.whenTooLarge === 'pass' ? undefined : channel.maxBodyBytes) ?? limits.largest
  if (head.contentLength !== undefined && Number(head.contentLength) > largest) throw tooLarge(largest)
  return largest
}
