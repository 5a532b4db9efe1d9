// The answer to one request of a connection.
import type { Socket } from 'node:net'
import { MessageWriter } from '../../http1/message-writer.ts'
import type { ClientAnswer, ClientRequest } from '../client-request.ts'
import { buildAnswerHead, buildInformation, buildTrailers } from './answer-head.ts'

/** The connection, as an answer sees it. */
type AnswerConnection = {
  readonly socket: Socket
  /** True when the request has come as a whole, and another may follow it. */
  readonly mayBeKept: boolean
  /** Resolves when the client has taken what was written, or is gone. */
  drained: () => Promise<void>
  /** Is called when the answer is written as a whole. `kept`: the client was told that the connection stays open. */
  answered: (kept: boolean) => void
}

export class Http1Answer implements ClientAnswer {
  isHeadSent = false
  isFinished = false
  status = 0
  private readonly connection: AnswerConnection
  private readonly request: Pick<ClientRequest, 'method' | 'version'>
  private defaults: readonly string[]
  private writer: MessageWriter | undefined
  private mayKeep = true
  private isKept = false
  private isEnded = false
  private closeListener: (() => void) | undefined

  constructor(
    connection: AnswerConnection,
    request: Pick<ClientRequest, 'method' | 'version'>,
    defaults: readonly string[],
  ) {
    this.connection = connection
    this.request = request
    this.defaults = defaults
  }

  get isGone() {
    return !this.connection.socket.writable
  }

  addDefaultHeaders(headers: readonly string[]) {
    // A request that is judged once more may name a channel with other values.
    const replaced = new Set(headers.filter((_, n) => n % 2 === 0))
    const others = this.defaults.filter((_, n) => !replaced.has(this.defaults[n - (n % 2)] ?? ''))
    this.defaults = [...others, ...headers]
  }

  endConnection() {
    this.mayKeep = false
  }

  sendContinue() {
    this.sendInformation(buildInformation(100, undefined, []))
  }

  inform(status: number, reason: string, headers: readonly string[]) {
    this.sendInformation(buildInformation(status, reason, headers))
  }

  writeHead(status: number, reason: string | undefined, headers: readonly string[]) {
    const keepsConnection = this.mayKeep && this.connection.mayBeKept
    const head = buildAnswerHead(this.request, { status, reason, headers, defaults: this.defaults, keepsConnection })
    this.status = status
    this.isKept = head.keepsConnection
    this.isHeadSent = true
    this.writer = new MessageWriter(this.connection.socket, head.text, head.framing, lengthDiffers)
  }

  write(chunk: Buffer): boolean {
    if (this.isGone || this.isEnded) return true
    try {
      return this.writer?.write(chunk) ?? true
    } catch {
      this.destroy()
      return true
    }
  }

  drained() {
    return this.connection.drained()
  }

  end(last: Buffer, trailers: readonly string[] = []) {
    if (this.isGone || this.isEnded) return
    try {
      this.writer?.end(last, trailers.length ? buildTrailers(trailers) : '')
    } catch {
      // A client could take the next answer for the rest of this one.
      this.destroy()
      return
    }
    this.isEnded = true
    this.notifyOfEnd()
    this.connection.answered(this.isKept)
  }

  destroy() {
    this.connection.socket.destroy()
  }

  onClose(listener: () => void) {
    this.closeListener = listener
  }

  /** The connection is closed. */
  close() {
    const { closeListener } = this
    this.closeListener = undefined
    closeListener?.()
  }

  private sendInformation(text: string) {
    if (!this.isHeadSent && !this.isGone) this.connection.socket.write(text, 'latin1')
  }

  private notifyOfEnd() {
    const { socket } = this.connection
    const finish = () => {
      this.isFinished = true
      this.close()
    }
    if (socket.writableLength === 0) finish()
    // A write of nothing ends when all that was written before has left.
    else if (this.closeListener) socket.write('', (error) => (error ? this.close() : finish()))
  }
}

const lengthDiffers = () => new Error('The answer does not have the length that its head says')
