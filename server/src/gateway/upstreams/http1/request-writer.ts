// Writes requests to a socket: the head and a small body in one write.
import type { Socket } from 'node:net'
import { lengthDiffers, type RequestHead } from './request-head.ts'

/** Up to this size, copying a body costs less than a second write. */
const maxSingleWrite = 16 * 1024

/** Writes a request whose body is at hand. */
export function writeRequest(socket: Socket, head: string, body: Buffer | null) {
  if (body === null || body.length === 0) socket.write(head, 'latin1')
  else if (body.length <= maxSingleWrite) socket.write(head + body.toString('latin1'), 'latin1')
  else {
    socket.cork()
    socket.write(head, 'latin1')
    socket.write(body)
    socket.uncork()
  }
}

/** Writes a request whose body comes chunk by chunk. The head goes out with the first chunk. */
export class StreamWriter {
  private readonly socket: Socket
  private readonly length: number | undefined
  private head: string
  private written = 0

  constructor(socket: Socket, { text, length }: RequestHead) {
    this.socket = socket
    this.head = text
    this.length = length
  }

  /** Returns false when the next chunk should wait for `drain`. Throws a CallError when the body is longer than it says. */
  write(chunk: Uint8Array): boolean {
    // A chunk of size 0 would end the body.
    if (chunk.length === 0) return true
    this.written += chunk.length
    if (this.length !== undefined && this.written > this.length) throw lengthDiffers()
    const { socket } = this
    socket.cork()
    if (this.length === undefined) {
      socket.write(`${this.takeHead()}${chunk.length.toString(16)}\r\n`, 'latin1')
      socket.write(chunk)
      socket.write('\r\n', 'latin1')
    } else {
      if (this.head) socket.write(this.takeHead(), 'latin1')
      socket.write(chunk)
    }
    socket.uncork()
    return !socket.writableNeedDrain
  }

  /** Ends the body. Throws a CallError when it is shorter than it says. */
  end() {
    if (this.length !== undefined && this.written !== this.length) throw lengthDiffers()
    const rest = this.takeHead() + (this.length === undefined ? '0\r\n\r\n' : '')
    if (rest) this.socket.write(rest, 'latin1')
  }

  private takeHead(): string {
    const { head } = this
    this.head = ''
    return head
  }
}
