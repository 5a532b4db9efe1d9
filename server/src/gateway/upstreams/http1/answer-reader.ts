// Reads the answer to one request from the bytes of a connection, and passes its parts on (RFC 9112).
import { BodyRanges } from '../../http1/body-ranges.ts'
import { ChunkedReader } from '../../http1/chunked-reader.ts'
import type { AnswerReceiver } from '../answer-receiver.ts'
import { AnswerHeadReader, toAnswerError } from './answer-head-reader.ts'
import { CallError } from './call-error.ts'

/** More informational answers than this are no answer. */
const maxInformational = 64

export class AnswerReader {
  isComplete = false
  /** True as soon as one byte of the answer has come. */
  hasBegun = false
  /** False when the connection must not be used again. */
  keepsConnection = true
  /** What `Keep-Alive: timeout=…` says, in milliseconds. */
  keepAliveTimeout: number | undefined
  private readonly head: AnswerHeadReader
  private readonly chunked: ChunkedReader
  private state: 'head' | 'length' | 'chunked' | 'until-close' = 'head'
  private left = 0
  private informational = 0
  private method = ''
  private receiver: AnswerReceiver | undefined
  private readonly ranges = new BodyRanges()

  constructor(maxHeadBytes: number) {
    this.head = new AnswerHeadReader(maxHeadBytes)
    this.chunked = new ChunkedReader(maxHeadBytes, toAnswerError)
  }

  /** Prepares for the answer to a request with this method. */
  begin(method: string, receiver: AnswerReceiver) {
    this.isComplete = false
    this.hasBegun = false
    this.keepsConnection = true
    this.keepAliveTimeout = undefined
    this.state = 'head'
    this.informational = 0
    this.method = method
    this.receiver = receiver
    this.head.begin('head')
  }

  /**
   * Reads the first `size` bytes. It keeps nothing of them: the caller may overwrite them. Returns a promise when the receiver
   * wants the next bytes later. Throws a CallError, or what the receiver throws.
   */
  read(bytes: Buffer, size: number): Promise<unknown> | undefined {
    this.hasBegun = true
    this.ranges.clear()
    let at = 0
    while (at < size && !this.isComplete) at = this.readPart(bytes, at, size)
    // Bytes behind the answer belong to no request: nothing that comes on this connection can be trusted.
    if (at < size) this.keepsConnection = false
    const waiting = this.ranges.isEmpty ? undefined : this.receiver?.data(this.ranges.copy(bytes))
    if (this.isComplete) this.endAnswer()
    return waiting
  }

  /** Takes the end of the connection. Returns true when the answer is complete: it may have no other end. */
  end(): boolean {
    if (this.state === 'until-close') this.isComplete = true
    if (this.isComplete) this.receiver = undefined
    return this.isComplete
  }

  /** Passes the trailers on, and lets the receiver go: an idle connection must not keep the answer in memory. */
  private endAnswer() {
    const { receiver, chunked } = this
    this.receiver = undefined
    if (this.state === 'chunked' && chunked.trailers.length) receiver?.trailers(chunked.trailers)
  }

  private readPart(bytes: Buffer, at: number, size: number): number {
    switch (this.state) {
      case 'head':
        return this.readHead(bytes, at, size)
      case 'length':
        return this.readLength(at, size)
      case 'chunked': {
        const end = this.chunked.read(bytes, at, size, this.ranges.add)
        this.isComplete = this.chunked.isComplete
        return end
      }
      case 'until-close':
        this.ranges.add(at, size)
        return size
    }
  }

  private readHead(bytes: Buffer, at: number, size: number): number {
    const { head } = this
    const end = head.read(bytes, at, size)
    if (end === -1) return size
    if (head.status < 200) this.takeInformational()
    else this.startAnswer()
    return end
  }

  private takeInformational() {
    const { status, reason, headers, length, isChunked } = this.head
    if (status === 101) throw new CallError('answer', 'switched to a protocol that nobody asked for')
    if (length !== undefined || isChunked) throw toAnswerError('lengths')
    if (++this.informational > maxInformational) throw new CallError('answer', 'sent too many informational answers')
    // The gateway has answered `Expect: 100-continue` itself.
    if (status !== 100) this.receiver?.inform(status, reason, headers)
    this.head.begin('head')
  }

  private startAnswer() {
    const { status, reason, headers, length, isChunked, keepsConnection, keepAliveTimeout } = this.head
    this.keepsConnection = keepsConnection
    this.keepAliveTimeout = keepAliveTimeout
    if (this.method === 'HEAD' || status === 204 || status === 304) {
      // An upstream that sends the body all the same would have it read as the answer to the next request.
      if (this.method === 'HEAD' || length || isChunked) this.keepsConnection = false
      this.isComplete = true
    } else if (isChunked) {
      this.state = 'chunked'
      this.chunked.begin()
    } else if (length !== undefined) {
      this.state = 'length'
      this.left = length
      this.isComplete = length === 0
    } else {
      this.state = 'until-close'
      this.keepsConnection = false
    }
    this.receiver?.start(status, reason, headers)
  }

  private readLength(at: number, size: number): number {
    const end = Math.min(size, at + this.left)
    this.ranges.add(at, end)
    this.left -= end - at
    this.isComplete = this.left === 0
    return end
  }
}
