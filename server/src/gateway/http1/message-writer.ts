// Writes messages to a socket: the head and a small body in one write.
import type { Socket } from 'node:net'

/** The way in which the end of a body is told: by its length, by chunks or by the end of the connection. `none`: there is no body. */
export type BodyFraming = number | 'chunked' | 'until-close' | 'none'

/** Up to this size, copying a body costs less than a second write. */
const maxSingleWrite = 16 * 1024

/** Writes a message whose body is at hand. */
export function writeMessage(socket: Socket, head: string, body: Buffer | null) {
  if (body === null || body.length === 0) socket.write(head, 'latin1')
  else if (body.length <= maxSingleWrite) socket.write(head + body.toString('latin1'), 'latin1')
  else {
    socket.cork()
    socket.write(head, 'latin1')
    socket.write(body)
    socket.uncork()
  }
}

/** Writes a message whose body comes chunk by chunk. The head goes out with the first chunk. */
export class MessageWriter {
  private readonly socket: Socket
  private readonly framing: BodyFraming
  private readonly lengthDiffers: () => Error
  private head: string
  private written = 0

  constructor(socket: Socket, head: string, framing: BodyFraming, lengthDiffers: () => Error) {
    this.socket = socket
    this.head = head
    this.framing = framing
    this.lengthDiffers = lengthDiffers
  }

  /** Returns false when the next chunk should wait for `drain`. Throws when the body is longer than it says. */
  write(chunk: Uint8Array): boolean {
    // A chunk of size 0 would end the body.
    if (chunk.length === 0 || this.framing === 'none') return true
    this.count(chunk)
    const isChunked = this.framing === 'chunked'
    this.send(this.takeHead() + (isChunked ? sizeLine(chunk) : ''), chunk, isChunked ? '\r\n' : '')
    return !this.socket.writableNeedDrain
  }

  /** Ends the body with this chunk. Throws when it is not as long as it says. `trailers` are field lines. */
  end(last?: Buffer, trailers = '') {
    const { framing } = this
    const chunk = last && last.length > 0 && framing !== 'none' ? last : undefined
    if (chunk) this.count(chunk)
    if (typeof framing === 'number' && this.written !== framing) throw this.lengthDiffers()
    if (framing !== 'chunked') return this.send(this.takeHead(), chunk, '')
    const before = chunk ? sizeLine(chunk) : ''
    this.send(this.takeHead() + before, chunk, `${chunk ? '\r\n' : ''}0\r\n${trailers}\r\n`)
  }

  private count({ length }: Uint8Array) {
    this.written += length
    if (typeof this.framing === 'number' && this.written > this.framing) throw this.lengthDiffers()
  }

  private send(before: string, chunk: Uint8Array | undefined, after: string) {
    const { socket } = this
    if (chunk && (chunk.length > maxSingleWrite || !(before || after))) {
      socket.cork()
      if (before) socket.write(before, 'latin1')
      socket.write(chunk)
      if (after) socket.write(after, 'latin1')
      socket.uncork()
    } else if (chunk) socket.write(before + toLatin1(chunk) + after, 'latin1')
    else if (before || after) socket.write(before + after, 'latin1')
  }

  private takeHead(): string {
    const { head } = this
    this.head = ''
    return head
  }
}

/** Latin-1 keeps each byte. */
const toLatin1 = ({ buffer, byteOffset, length }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, length).toString('latin1')

const sizeLine = ({ length }: Uint8Array) => `${length.toString(16)}\r\n`
