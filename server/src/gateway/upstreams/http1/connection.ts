// One connection to an upstream. It carries one request at a time.
import type { Socket } from 'node:net'
import type { Deadlines, Watched } from '../../http1/deadlines.ts'
import { MessageWriter, writeMessage } from '../../http1/message-writer.ts'
import { AnswerReader } from './answer-reader.ts'
import { CallError } from './call-error.ts'
import type { PendingCall } from './pending-call.ts'
import { lengthDiffers } from './request-head.ts'
import { isLostConnection, openSocket, type TlsSessions, type UpstreamAddress } from './socket.ts'

export type ConnectionOptions = {
  address: UpstreamAddress
  /** Milliseconds to connect, to the head of an answer, and between two parts of a message. */
  timeout: number
  maxHeadBytes: number
  sessions: TlsSessions
  deadlines: Deadlines
  /** Takes a connection that has answered its call. `keepAliveTimeout` is what the upstream has said. */
  onIdle: (connection: Http1Connection, keepAliveTimeout: number | undefined) => void
  onClosed: (connection: Http1Connection) => void
}

const never = Number.POSITIVE_INFINITY

// All connections share it: what is read is handled at once.
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024)

export class Http1Connection implements Watched {
  deadline: number
  readonly openedAt = performance.now()
  private readonly options: ConnectionOptions
  private readonly socket: Socket
  private readonly reader: AnswerReader
  private call: PendingCall | undefined
  private calls = 0
  private isClosed = false
  /** True while the receiver of the answer wants no more bytes. */
  private isHeld = false
  /** True once the upstream sends no more. */
  private isEnded = false
  /** True while nothing is expected of the upstream, because the rest of the request has not come. */
  private awaitsSource = false
  private onDrain: (() => void) | undefined

  /** Opens a connection for this call. */
  constructor(options: ConnectionOptions, call: PendingCall) {
    this.options = options
    this.reader = new AnswerReader(options.maxHeadBytes)
    this.call = call
    this.deadline = this.openedAt + options.timeout
    this.socket = openSocket(options.address, readBuffer, options.sessions, {
      connected: () => this.start(call),
      received: (bytes, size) => this.receive(bytes, size),
      drained: () => this.continueWriting(),
      ended: () => this.end(),
      failed: (error) => this.fail(isLostConnection(error) ? this.describeLoss() : error),
      closed: () => this.fail(this.describeLoss()),
    })
    options.deadlines.add(this)
  }

  /** Returns true when the connection can carry another request. */
  isUsable(now: number) {
    return !this.isClosed && now < this.deadline
  }

  /** Keeps the connection open without a request. */
  keepIdle(until: number) {
    this.deadline = until
  }

  /** Sends the request of a call. */
  start(call: PendingCall) {
    if (this.isClosed) return
    this.call = call
    this.calls++
    this.reader.begin(call.request.method, call.receiver)
    const { body } = call.request
    if (body !== null && !(body instanceof Uint8Array)) return void this.stream(call, body)
    this.touch()
    writeMessage(this.socket, call.head.text, body)
    call.isSent = true
  }

  /** Closes the connection. A call that it carries fails. */
  close() {
    this.fail(this.describeLoss())
  }

  /** The deadline has passed. */
  expire() {
    this.fail(new CallError('timeout', 'did not answer in time'))
  }

  private touch() {
    this.deadline = this.awaitsSource || this.isHeld ? never : performance.now() + this.options.timeout
  }

  private async stream(call: PendingCall, body: AsyncIterable<Uint8Array>) {
    const chunks = body[Symbol.asyncIterator]()
    const writer = new MessageWriter(this.socket, call.head.text, call.head.length ?? 'chunked', lengthDiffers)
    try {
      for (;;) {
        const { done, value } = await this.awaitChunk(chunks)
        if (call.hasEnded) break
        if (done) return this.endBody(call, writer)
        if (!writer.write(value)) await this.awaitDrain()
        if (call.hasEnded) break
      }
      // The upstream has answered early, or the call has failed.
      await chunks.return?.()
    } catch (error) {
      if (!call.hasEnded) this.fail(error)
    }
  }

  private async awaitChunk(chunks: AsyncIterator<Uint8Array>) {
    this.awaitsSource = true
    this.touch()
    try {
      return await chunks.next()
    } finally {
      this.awaitsSource = false
      this.touch()
    }
  }

  private endBody(call: PendingCall, writer: MessageWriter) {
    writer.end()
    call.isSent = true
  }

  private awaitDrain() {
    return new Promise<void>((resolve) => {
      this.onDrain = resolve
    })
  }

  private continueWriting() {
    if (this.call && !this.reader.isComplete) this.touch()
    this.onDrain?.()
    this.onDrain = undefined
  }

  private receive(bytes: Buffer, size: number): boolean {
    // Bytes that nobody asked for: what follows could be taken for an answer.
    if (!this.call || this.isClosed) {
      this.close()
      return false
    }
    this.touch()
    try {
      const waiting = this.reader.read(bytes, size)
      if (waiting) this.hold(waiting)
      else if (this.reader.isComplete) this.finish()
    } catch (error) {
      this.fail(error)
    }
    return !this.isHeld && !this.isClosed
  }

  private hold(waiting: Promise<unknown>) {
    this.isHeld = true
    this.touch()
    waiting.then(
      () => this.release(),
      (error: unknown) => this.fail(error),
    )
  }

  private release() {
    this.isHeld = false
    if (this.isClosed) return
    this.touch()
    this.socket.resume()
    if (this.reader.isComplete) this.finish()
    else if (this.isEnded) this.end()
  }

  private end() {
    this.isEnded = true
    if (this.isHeld) return
    if (!this.call) return this.close()
    if (this.reader.end()) this.finish()
    else this.fail(this.describeLoss())
  }

  /** The answer has come as a whole. */
  private finish() {
    const { call, reader, socket } = this
    this.call = undefined
    // An upstream that answers before it has read the request will not read the rest of it.
    const isRead = call?.isSent === true && socket.writableLength === 0
    if (isRead && reader.keepsConnection && !this.isEnded) this.options.onIdle(this, reader.keepAliveTimeout)
    else this.close()
    call?.complete()
  }

  private describeLoss(): CallError {
    if (this.reader.hasBegun) return new CallError('lost', 'closed the connection before its answer ended')
    return new CallError('lost', 'closed the connection before it answered', this.calls > 1)
  }

  private fail(error: unknown) {
    if (this.isClosed) return
    this.isClosed = true
    const { call } = this
    this.call = undefined
    this.socket.destroy()
    this.options.deadlines.delete(this)
    call?.fail(error)
    this.onDrain?.()
    this.options.onClosed(this)
  }
}
