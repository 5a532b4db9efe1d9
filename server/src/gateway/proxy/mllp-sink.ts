import type { Socket } from 'node:net'
import { type AckCode, buildAcknowledgement } from '../listeners/acknowledgement.ts'
import { frame, hasBlockCharacters } from '../listeners/mllp.ts'
import type { Sink } from './sink.ts'

/** An answer is framed as a whole: so much is held. */
export const maxFramedBytes = 16 * 1024 * 1024

type About = { message: Buffer; id: () => string }

/** The sender of a message over TCP: it gets one frame, the answer's body, or an acknowledgement when there is none. */
export class MllpSink implements Sink {
  private readonly socket: Socket
  private readonly about: About
  private readonly held: Buffer[] = []
  /** What the answer said, whoever gave it. */
  status = 0
  private size = 0

  constructor(socket: Socket, about: About) {
    this.socket = socket
    this.about = about
  }

  get gone() {
    return this.socket.destroyed
  }

  inform() {}

  head(status: number) {
    this.status = status
  }

  cannotTake(chunk: Buffer) {
    this.size += chunk.length
    if (this.size > maxFramedBytes)
      return `The answer is larger than ${maxFramedBytes} bytes, so that it cannot be framed`
    return hasBlockCharacters(chunk) ? 'The answer has signs in it that end a frame' : undefined
  }

  write(chunk: Buffer) {
    this.held.push(chunk)
    return true
  }

  drained() {
    return Promise.resolve()
  }

  end(last: Buffer) {
    const body = Buffer.concat([...this.held, last])
    if (body.length) this.send(body)
    else this.acknowledge(this.status < 400 ? 'AA' : this.status < 500 ? 'AR' : 'AE', '')
  }

  fail(status: number, text: string) {
    this.status = status
    this.acknowledge(status < 500 ? 'AR' : 'AE', text.trim())
  }

  /** Whoever does not speak HL7 gets the text alone. */
  acknowledge(code: AckCode, text: string) {
    this.send(buildAcknowledgement(this.about.message, code, { text, id: this.about.id() }) ?? Buffer.from(text))
  }

  private send(body: Buffer) {
    if (!this.socket.destroyed) this.socket.write(frame(body))
  }
}
