import { type ResponseHead, readResponseHead } from '../listeners/headers.ts'
import type { AnswerReceiver } from '../upstreams/answer-receiver.ts'
import { UpstreamError } from '../upstreams/errors.ts'
import { isRewritable, maxRewrittenBytes } from '../upstreams/rewrite.ts'
import { BodyRecorder, type BodyRecording, bodySizes, joinChunks } from './body-recorder.ts'
import { isMediatorAnswer, maxMediatorAnswerBytes } from './mediator-response.ts'
import { readReasonPhrase } from './reason.ts'
import type { Sink } from './sink.ts'

type Options = BodyRecording & {
  sink: Sink
  bodyName: string
  /** Answers 202 to the client when the upstream has accepted its request. */
  asynchronous: boolean
  /** Rewrites the links in headers. Answers in text are collected then, to rewrite the links in them. */
  rewriteHeaders?: ((headers: readonly string[]) => string[]) | undefined
}

/** Passes the answer of an upstream to the client and to the record. It holds the last byte back until `end`. */
export class Delivery implements AnswerReceiver {
  private readonly options: Options
  private readonly sink: Sink
  private readonly body: BodyRecorder
  private status = 0
  private upstreamStatus = 0
  private reason: string | undefined
  private head: ResponseHead | undefined
  private headSent = false
  private held: Buffer[] = []
  private collects: 'mediator' | 'text' | undefined
  private collectedBytes = 0
  private receivedTrailers: readonly string[] | undefined

  constructor(options: Options) {
    this.options = options
    this.sink = options.sink
    this.body = new BodyRecorder(options.bodyName, options)
  }

  inform(status: number, reason: string | undefined, headers: readonly string[]) {
    if (!this.headSent) this.sink.inform(status, readReasonPhrase(reason), readResponseHead(headers).sent)
  }

  start(status: number, reason: string | undefined, headers: readonly string[]) {
    this.upstreamStatus = status
    this.status = this.toClientStatus(status)
    this.reason = this.status === status ? readReasonPhrase(reason) : undefined
    this.head = readResponseHead(this.options.rewriteHeaders?.(headers) ?? headers)
    const { contentType } = this.head
    if (isMediatorAnswer(contentType)) this.collects = 'mediator'
    else if (this.options.rewriteHeaders && isRewritable(contentType)) this.collects = 'text'
  }

  data(chunk: Buffer): Promise<unknown> | undefined {
    return this.collects ? this.collect(chunk) : this.deliver(chunk)
  }

  trailers(headers: readonly string[]) {
    this.receivedTrailers = headers
  }

  getTrailers() {
    return this.receivedTrailers
  }

  getUpstreamStatus() {
    return this.upstreamStatus
  }

  /** Returns an answer that was read as a whole before anything of it is passed on. */
  getCollected() {
    if (!this.collects) return undefined
    const { upstreamStatus: status, head } = this
    const recorded = head?.recorded ?? '[]'
    return { kind: this.collects, bytes: joinChunks(this.held), encoding: head?.encoding, status, headers: recorded }
  }

  /** Passes `body` on in place of what was collected. `decoded`: it is no longer compressed. */
  async replace(body: Buffer, by?: { status: number; head: ResponseHead } | 'decoded') {
    if (by === 'decoded') this.head = this.head && removeEncoding(this.head)
    else if (by) {
      this.status = this.toClientStatus(by.status)
      this.reason = undefined
      this.head = by.head
    }
    if (this.head?.contentLength !== undefined) this.head = setContentLength(this.head, body.length)
    this.collects = undefined
    this.held = []
    if (body.length) await this.deliver(body)
  }

  flush() {
    return this.body.flush()
  }

  getSize() {
    return this.body.size
  }

  isTruncated() {
    return this.body.isTruncated()
  }

  /** Returns what the record says of the answer, once `flush` has resolved. */
  toRecord() {
    return {
      status: this.status,
      headers: this.head?.recorded ?? '[]',
      body: this.body.getSmall(),
      size: this.body.size,
    }
  }

  end() {
    this.sendHead()
    this.sink.end(joinChunks(this.held), this.receivedTrailers)
  }

  private toClientStatus(status: number) {
    return this.options.asynchronous && status < 400 ? 202 : status
  }

  private deliver(chunk: Buffer): Promise<unknown> | undefined {
    const reason = this.sink.rejectionReason?.(chunk)
    if (reason !== undefined) return Promise.reject(new UpstreamError(502, reason, 'bad-answer'))
    const recording = this.body.add(chunk)
    const flowing = this.pass(chunk) || this.sink.gone
    if (flowing) return recording
    return Promise.all([recording, this.sink.drained()])
  }

  /** With a known length the tail is held; without one, the end of the message itself is the last byte. */
  private pass(chunk: Buffer): boolean {
    if (this.head?.contentLength === undefined) return this.send(chunk)
    this.held.push(chunk)
    if (this.body.size <= bodySizes.whole) return true
    const tail = this.held.pop()
    const flowing = this.held.map((one) => this.send(one)).every(Boolean)
    this.held = tail ? [tail] : []
    return flowing
  }

  private send(chunk: Buffer) {
    this.sendHead()
    return this.sink.write(chunk)
  }

  private sendHead() {
    if (this.headSent || !this.head) return
    this.headSent = true
    const headers = [...this.head.sent, 'X-OpenHIM-TransactionID', this.options.transactionId]
    this.sink.head(this.status, this.reason, headers)
  }

  private collect(chunk: Buffer): Promise<unknown> | undefined {
    this.collectedBytes += chunk.length
    this.held.push(chunk)
    if (this.collects === 'mediator') {
      if (this.collectedBytes <= maxMediatorAnswerBytes) return undefined
      const reason = `The mediator's answer is larger than ${maxMediatorAnswerBytes} bytes`
      return Promise.reject(new UpstreamError(502, reason, 'bad-answer'))
    }
    if (this.collectedBytes <= maxRewrittenBytes) return undefined
    this.collects = undefined
    const all = joinChunks(this.held)
    this.held = []
    return this.deliver(all)
  }
}

const removeEncoding = ({ sent }: ResponseHead): ResponseHead =>
  readResponseHead(sent.filter((_, i) => !/^content-encoding$/i.test(sent[i - (i % 2)] ?? '')))

function setContentLength({ sent }: ResponseHead, length: number): ResponseHead {
  const headers = sent.map((text, i) =>
    i % 2 === 1 && /^content-length$/i.test(sent[i - 1] ?? '') ? String(length) : text,
  )
  return readResponseHead(headers)
}
