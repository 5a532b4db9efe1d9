import type { Socket } from 'node:net'
import { decodeContent } from '../../platform/text/content-coding.ts'
import { readContentLabels } from '../../platform/text/message-text.ts'
import { type AckCode, buildAcknowledgement, isHl7, toAckCode } from '../listeners/acknowledgement.ts'
import { blockCharacterCheck, frame, maxFramedBytes } from '../listeners/mllp.ts'
import type { Sink } from './sink.ts'

/** So many bytes tell if an answer is HL7. */
const minDecidingBytes = 256

type MessageContext = { message: Buffer; id: () => string }

/**
 * The sender of a message over TCP. It gets one frame: the answer, or an acknowledgement when the message is HL7 and the
 * answer is not. A sender of anything else gets the answer as it came.
 */
export class MllpSink implements Sink {
  private readonly socket: Socket
  private readonly context: MessageContext
  private readonly wantsHl7: boolean
  private readonly hasBlockCharacters = blockCharacterCheck()
  private held: Buffer[] = []
  /** The status of the answer, also when the gateway gave it. */
  status = 0
  /** A frame could not be written: the sender has gone. */
  undelivered = false
  private encoding: string | undefined
  private size = 0
  private start = Buffer.alloc(0)
  private fault: string | undefined
  private dropped = false

  constructor(socket: Socket, context: MessageContext) {
    this.socket = socket
    this.context = context
    this.wantsHl7 = isHl7(context.message)
  }

  get gone() {
    return this.socket.destroyed
  }

  inform() {}

  head(status: number, _reason: string | undefined, headers: string[]) {
    this.status = status
    this.encoding = readContentLabels(headers).contentEncoding
  }

  rejectionReason(chunk: Buffer) {
    this.size += chunk.length
    if (this.start.length < minDecidingBytes)
      this.start = Buffer.concat([this.start, chunk.subarray(0, minDecidingBytes - this.start.length)])
    if (this.hasBlockCharacters(chunk)) this.fault ??= 'The answer contains a byte that ends a frame'
    if (this.size > maxFramedBytes)
      this.fault ??= `The answer is larger than ${maxFramedBytes} bytes: it cannot be framed`
    return this.isReplaced() ? undefined : this.fault
  }

  /** The sender gets an acknowledgement in place of this answer, as far as can be told from what has come. */
  private isReplaced() {
    return this.wantsHl7 && (this.encoding !== undefined || !isHl7(this.start))
  }

  write(chunk: Buffer) {
    if (this.isReplaced() && this.size > maxFramedBytes) this.dropped = true
    if (this.dropped) this.held = []
    else this.held.push(chunk)
    return true
  }

  drained() {
    return Promise.resolve()
  }

  end(last: Buffer) {
    const body = this.dropped ? undefined : this.readAnswer(Buffer.concat([...this.held, last]))
    if (body?.length) this.send(body)
    else this.acknowledge(toAckCode(this.status), this.status < 400 ? '' : `The upstream answered ${this.status}`)
  }

  /** Returns what is framed of an answer; undefined when it would not be understood. */
  private readAnswer(body: Buffer): Uint8Array | undefined {
    if (!this.wantsHl7) return body
    const decoded = decodeContent(body, this.encoding, maxFramedBytes)
    return decoded && isHl7(decoded) && !blockCharacterCheck()(decoded) ? decoded : undefined
  }

  fail(status: number, text: string) {
    this.status = status
    this.acknowledge(toAckCode(status), text.trim())
  }

  /** A sender that does not speak HL7 gets the text alone. */
  acknowledge(code: AckCode, text: string) {
    const acknowledgement = buildAcknowledgement(this.context.message, code, { text, id: this.context.id() })
    if (acknowledgement === 'not-hl7') this.send(Buffer.from(text))
    else if (acknowledgement !== 'none') this.send(acknowledgement)
  }

  private send(body: Uint8Array) {
    // An empty frame says nothing, and some senders fail on it.
    if (body.length === 0) return
    if (this.socket.destroyed || !this.socket.writable) this.undelivered = true
    else this.socket.write(frame(body))
  }
}
