// One connection of a client. Its requests are served one after the other: none is read before the one before it is answered.
import type { Socket } from 'node:net'
import type { Watched } from '../../http1/deadlines.ts'
import { Refusal } from '../../refusal.ts'
import { connectionRefusals } from '../../refuse-connection.ts'
import { clientGone } from '../request-body.ts'
import { Http1Answer } from './answer.ts'
import { keepAliveTimeout } from './answer-head.ts'
import { Lingering } from './lingering.ts'
import type { ConnectionOptions } from './options.ts'
import { noBytes, RequestBytes } from './request-bytes.ts'
import { RequestReader } from './request-reader.ts'

/**
 * `head`: a head is awaited. `body`: a request is served whose body is still coming. `answer`: a request is served that has
 * come as a whole. `broken`: a request is served whose body will not come as a whole. `ending`: nothing is read any more.
 */
type State = 'head' | 'body' | 'answer' | 'broken' | 'ending'

const never = Number.POSITIVE_INFINITY

export class Http1ServerConnection implements Watched {
  deadline: number
  readonly socket: Socket
  private readonly options: ConnectionOptions
  private readonly reader: RequestReader
  private state: State = 'head'
  /** Bytes that came and are not read yet. */
  private unread: Buffer | undefined
  private headStartedAt = 0
  private body: RequestBytes | undefined
  private answer: Http1Answer | undefined
  private serveNext: (() => void) | undefined
  private isReading = false
  private isPaused = false
  /** True once the client sends no more. */
  private isEnded = false
  private lingering: Lingering | undefined
  private readonly awaitingDrain: (() => void)[] = []

  constructor(socket: Socket, options: ConnectionOptions) {
    this.socket = socket
    this.options = options
    this.reader = new RequestReader(options.maxHeadBytes)
    this.deadline = performance.now() + options.headTimeout
    options.deadlines.add(this)
    socket
      .on('data', (bytes: Buffer) => this.receive(bytes))
      .on('drain', () => this.drain())
      .on('end', () => this.end())
      // The end of the connection follows, unless the error is one of the client's certificate.
      .on('error', () => undefined)
      .on('close', () => this.closed())
  }

  get mayBeKept() {
    return this.reader.isComplete && this.reader.keepsConnection && !this.isEnded && this.options.acceptsConnections()
  }

  /** Closes the connection when no request is under way. */
  closeIdle() {
    if (this.state === 'head' && !this.reader.head.hasBegun && !this.unread) this.socket.destroySoon()
  }

  drained() {
    if (!this.socket.writable) return Promise.resolve()
    return new Promise<void>((resolve) => {
      this.awaitingDrain.push(resolve)
    })
  }

  answered(kept: boolean) {
    this.answer = undefined
    this.body = undefined
    if (!kept || this.state !== 'answer' || this.isEnded) return this.finish()
    this.state = 'head'
    this.reader.begin()
    this.deadline = performance.now() + keepAliveTimeout
    this.read()
  }

  /** The client has been too slow. */
  expire() {
    this.deadline = never
    if (this.state === 'ending') return void this.socket.destroy()
    if (this.state === 'body') return this.breakOff(connectionRefusals.tooSlow)
    if (this.state !== 'head') return
    // A client that sent nothing asked for nothing.
    if (this.reader.head.hasBegun) void this.refuse(connectionRefusals.tooSlow)
    else this.socket.destroySoon()
  }

  private receive(bytes: Buffer) {
    if (this.state === 'broken') return
    if (this.state === 'ending') return void this.lingering?.ignore(bytes.length)
    this.unread = this.unread ? Buffer.concat([this.unread, bytes]) : bytes
    this.read()
  }

  /** Reads and serves what has come, until a request must be answered first. */
  private read() {
    // An answer that is given at once brings us here again.
    if (this.isReading) return
    this.isReading = true
    try {
      while (this.step());
    } catch (error) {
      this.fail(error)
    }
    this.isReading = false
    this.controlFlow()
  }

  private step(): boolean {
    const { state, unread } = this
    // Answers that nobody takes must not pile up.
    if (state === 'head' && unread && !this.socket.writableNeedDrain) return this.readHead(unread)
    if (state === 'body' && unread) return this.readBody(unread)
    const { serveNext } = this
    if (!serveNext) return false
    this.serveNext = undefined
    serveNext()
    return true
  }

  private readHead(bytes: Buffer): boolean {
    if (!this.reader.head.hasBegun) {
      this.headStartedAt = performance.now()
      this.deadline = this.headStartedAt + this.options.headTimeout
    }
    const end = this.reader.readHead(bytes, 0)
    this.advance(bytes, end === -1 ? bytes.length : end)
    if (end === -1) return false
    this.startRequest()
    return true
  }

  private readBody(bytes: Buffer): boolean {
    const { reader, body } = this
    const end = reader.readBody(bytes, 0, (chunk) => body?.add(chunk))
    this.advance(bytes, end)
    if (reader.isComplete) {
      this.state = 'answer'
      this.deadline = never
      body?.complete(reader.trailers)
    }
    return true
  }

  private advance(bytes: Buffer, to: number) {
    this.unread = to === bytes.length ? undefined : bytes.subarray(to)
  }

  private startRequest() {
    const { reader, options, socket } = this
    const { method, target, version, headers: rawHeaders, expectation } = reader.head
    if (method === 'CONNECT') throw connectionRefusals.tunnel
    this.state = reader.isComplete ? 'answer' : 'body'
    this.deadline = this.state === 'body' ? this.headStartedAt + options.requestTimeout : never
    if (!reader.isComplete) this.body = new RequestBytes(() => this.controlFlow())
    const request = { socket, method, target, version, rawHeaders, expectation, body: this.body ?? noBytes }
    const answer = new Http1Answer(this, request, options.defaultHeaders)
    this.answer = answer
    // The part of the body that is here already is read first.
    this.serveNext = () => options.serve(request, answer)
  }

  private fail(error: unknown) {
    if (!(error instanceof Refusal)) {
      this.options.log.error({ err: error }, 'a connection of a client failed')
      this.socket.destroy()
    } else if (this.state === 'head') void this.refuse(error)
    else this.breakOff(error)
  }

  /** The rest of a body will not come, or cannot be read. */
  private breakOff(reason: Refusal) {
    this.state = 'broken'
    this.deadline = never
    this.unread = undefined
    this.body?.fail(reason)
    const { serveNext } = this
    this.serveNext = undefined
    serveNext?.()
    this.controlFlow()
  }

  /** Records and answers what is no request, and ends the connection. */
  private async refuse(refusal: Refusal) {
    this.state = 'ending'
    this.deadline = never
    this.unread = undefined
    try {
      const answer = await this.options.refuse(this.socket, refusal)
      if (this.socket.writable) this.socket.write(answer)
      this.finish()
    } catch (error) {
      this.fail(error)
    }
  }

  /** Ends the connection once all that was written has left. */
  private finish() {
    const isRead = this.state === 'answer' && !this.unread
    this.state = 'ending'
    this.unread = undefined
    this.deadline = never
    this.controlFlow()
    if (isRead || this.isEnded) return this.socket.destroySoon()
    const watch = (deadline: number) => {
      this.deadline = deadline
    }
    this.lingering = new Lingering(this.socket, watch)
  }

  private drain() {
    for (const resolve of this.awaitingDrain.splice(0)) resolve()
    if (this.state === 'head') this.read()
  }

  /** Reads no more from the connection than can be dealt with. */
  private controlFlow() {
    const { state } = this
    const mustWait = (state === 'answer' || state === 'head') && this.unread !== undefined
    const pauses = mustWait || (state === 'body' && this.body?.isFull === true)
    if (pauses === this.isPaused) return
    this.isPaused = pauses
    if (pauses) this.socket.pause()
    else this.socket.resume()
  }

  private end() {
    this.isEnded = true
    if (this.state === 'head' && this.reader.head.hasBegun) void this.refuse(connectionRefusals.notHttp)
    else if (this.state === 'head') this.socket.destroySoon()
    else if (this.state === 'body') this.breakOff(clientGone())
    else if (this.lingering) this.socket.destroySoon()
  }

  private closed() {
    this.isEnded = true
    this.state = 'ending'
    this.deadline = never
    this.options.deadlines.delete(this)
    this.body?.fail(clientGone())
    this.answer?.close()
    for (const resolve of this.awaitingDrain.splice(0)) resolve()
    this.options.onClosed(this)
  }
}
