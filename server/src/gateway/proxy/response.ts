import type { Seal } from '../../bodies/index.ts'
import type { Recorder } from '../../transactions/index.ts'
import { type ResponseHead, readResponseHead } from '../listeners/headers.ts'
import { UpstreamFailed } from '../upstreams/errors.ts'
import { isRewritable, maxRewrittenBytes } from '../upstreams/rewrite.ts'
import { bodySizes, joined, type Kept, pieces } from './chunks.ts'
import { isMediatorAnswer, largestMediatorAnswer } from './mediator-response.ts'
import { reasonOf } from './reason.ts'
import type { Sink } from './sink.ts'

/** What was delivered, as it is recorded. */
export type Delivered = { status: number; headers: string; body: Kept | null; size: number }

/** An answer that is read as a whole before anything of it is passed on. */
export type Collected = { what: 'mediator' | 'text'; bytes: Buffer; encoding: string | undefined }

export type Delivery = ReturnType<typeof delivery>

type Options = {
  sink: Sink
  transactionId: string
  part: string
  store: boolean
  recorder: Recorder
  seal: Seal | undefined
  /** Told when a piece could not be recorded: it throws, or lets the rest pass. */
  lost?: (error: unknown) => void
  /** The client of an asynchronous channel is told 202 when the upstream has taken its request. */
  asynchronous: boolean
  /** Answers in text are collected, to be rewritten, and their headers are. */
  rewriteHeaders?: ((headers: string[]) => string[]) | undefined
  /** So many bytes of a larger answer are kept. */
  most?: number | undefined
}

/** Passes an upstream's answer to the client and to the record. The last byte is held back until `end` is called. */
export function delivery(options: Options) {
  const { sink, transactionId } = options
  const record = pieces(options.part, options)
  const state = {
    status: 0,
    reason: undefined as string | undefined,
    head: undefined as ResponseHead | undefined,
    headLeft: false,
    held: [] as Buffer[],
    collects: undefined as Collected['what'] | undefined,
    collected: 0,
    trailers: undefined as string[] | undefined,
  }

  const sendHead = () => {
    if (state.headLeft || !state.head) return
    state.headLeft = true
    sink.head(state.status, state.reason, [...state.head.sent, 'X-OpenHIM-TransactionID', transactionId])
  }

  const send = (chunk: Buffer) => {
    sendHead()
    return sink.write(chunk)
  }

  /** With a known length the tail is held; without one, the end of the message itself is the last byte. */
  const pass = (chunk: Buffer): boolean => {
    if (state.head?.contentLength === undefined) return send(chunk)
    state.held.push(chunk)
    if (record.size() <= bodySizes.whole) return true
    const tail = state.held.pop()
    const flowing = state.held.map(send).every(Boolean)
    state.held = tail ? [tail] : []
    return flowing
  }

  const deliver = (chunk: Buffer): Promise<unknown> | undefined => {
    const fault = sink.cannotTake?.(chunk)
    if (fault !== undefined) return Promise.reject(new UpstreamFailed(502, fault))
    const recording = record.add(chunk)
    const flowing = pass(chunk) || sink.gone
    if (flowing) return recording
    return Promise.all([recording, sink.drained()])
  }

  const collect = (chunk: Buffer): Promise<unknown> | undefined => {
    state.collected += chunk.length
    state.held.push(chunk)
    if (state.collects === 'mediator' && state.collected > largestMediatorAnswer)
      return Promise.reject(
        new UpstreamFailed(502, `The mediator's answer is larger than ${largestMediatorAnswer} bytes`),
      )
    if (state.collects === 'mediator' || state.collected <= maxRewrittenBytes) return undefined
    state.collects = undefined
    const all = joined(state.held)
    state.held = []
    return deliver(all)
  }

  const statusFor = (status: number) => (options.asynchronous && status < 400 ? 202 : status)

  return {
    inform(status: number, reason: string | undefined, raw: readonly (Buffer | string)[]) {
      if (!state.headLeft) sink.inform(status, reasonOf(reason), readResponseHead(raw).sent)
    },

    start(status: number, reason: string | undefined, raw: readonly (Buffer | string)[]) {
      state.status = statusFor(status)
      state.reason = state.status === status ? reasonOf(reason) : undefined
      const headers = raw.map((text) => (typeof text === 'string' ? text : text.toString('latin1')))
      state.head = readResponseHead(options.rewriteHeaders?.(headers) ?? headers)
      const { contentType } = state.head
      if (isMediatorAnswer(contentType)) state.collects = 'mediator'
      else if (options.rewriteHeaders && isRewritable(contentType)) state.collects = 'text'
    },

    started: () => state.head !== undefined,
    headLeft: () => state.headLeft,

    /** Resolves when the next chunk may come; undefined when it may come at once. */
    data: (chunk: Buffer): Promise<unknown> | undefined => (state.collects ? collect(chunk) : deliver(chunk)),

    trailers(raw: string[]) {
      state.trailers = raw
    },
    recordedTrailers: () => state.trailers,

    collected: (): Collected | undefined =>
      state.collects && { what: state.collects, bytes: joined(state.held), encoding: state.head?.encoding },

    /** In place of what was collected. `decoded`: it is not compressed any more. */
    async replace(body: Buffer, by?: { status: number; head: ResponseHead } | 'decoded') {
      if (by === 'decoded') state.head = state.head && withoutEncoding(state.head)
      else if (by) {
        state.status = statusFor(by.status)
        state.reason = undefined
        state.head = by.head
      }
      if (state.head?.contentLength !== undefined) state.head = withLength(state.head, body.length)
      state.collects = undefined
      state.held = []
      if (body.length) await deliver(body)
    },

    /** What the record says of the answer, once `flush` has resolved. */
    flush: record.flush,
    isCut: record.isCut,
    outcome: (): Delivered => ({
      status: state.status,
      headers: state.head?.recorded ?? '[]',
      body: record.small(),
      size: record.size(),
    }),

    end() {
      sendHead()
      sink.end(joined(state.held), state.trailers)
    },
  }
}

function withLength({ sent }: ResponseHead, length: number): ResponseHead {
  const headers = sent.map((text, i) =>
    i % 2 === 1 && /^content-length$/i.test(sent[i - 1] ?? '') ? String(length) : text,
  )
  return readResponseHead(headers)
}

const withoutEncoding = ({ sent }: ResponseHead): ResponseHead =>
  readResponseHead(sent.filter((_, i) => !/^content-encoding$/i.test(sent[i - (i % 2)] ?? '')))
