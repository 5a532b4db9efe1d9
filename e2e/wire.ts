import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'

/** Name and value as they stood on the wire. Texts are latin1: each character is a byte. */
export type Field = [name: string, value: string]

export type Message = {
  /** The first line. */
  line: string
  headers: Field[]
  body: { size: number; hash: string }
  trailers: Field[]
}

/** Reads what comes by a socket, line by line or byte by byte, and never more than it is asked for. */
export class Incoming {
  private readonly chunks: AsyncIterator<Buffer>
  private left: Buffer = Buffer.alloc(0)

  constructor(socket: Socket) {
    this.chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  /** False at the end. */
  private async more(): Promise<boolean> {
    const { done, value } = await this.chunks.next()
    if (done) return false
    this.left = this.left.length ? Buffer.concat([this.left, value]) : value
    return true
  }

  /** Undefined at the end. */
  async line(): Promise<string | undefined> {
    let end = this.left.indexOf('\r\n')
    while (end === -1) {
      if (!(await this.more())) return undefined
      end = this.left.indexOf('\r\n')
    }
    const line = this.left.toString('latin1', 0, end)
    this.left = this.left.subarray(end + 2)
    return line
  }

  /** As many bytes, or all until the end. */
  async each(size: number, take: (bytes: Buffer) => void) {
    for (let missing = size; missing > 0; ) {
      if (this.left.length === 0 && !(await this.more())) {
        if (size === Number.POSITIVE_INFINITY) return
        throw new Error(`${missing} bytes are missing`)
      }
      const piece = this.left.subarray(0, missing)
      this.left = this.left.subarray(piece.length)
      missing -= piece.length
      take(piece)
    }
  }

  async fields(): Promise<Field[]> {
    const fields: Field[] = []
    for (;;) {
      const line = await this.line()
      if (line === undefined) throw new Error('the message ends in its head')
      if (line === '') return fields
      const colon = line.indexOf(':')
      // White space around a value is none of it (RFC 9110 §5.5).
      fields.push([line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '')])
    }
  }
}

export const listValues = (fields: readonly Field[], name: string) =>
  fields.filter(([one]) => one.toLowerCase() === name).map(([, value]) => value)

/**
 * The next message, its body hashed while it passes; undefined when the connection has ended. `untilEnd`: of one without
 * a length, as answers are; `bodyless`: whatever its head says.
 */
export async function readMessage(
  incoming: Incoming,
  { untilEnd, bodyless }: { untilEnd: boolean; bodyless?: (line: string) => boolean },
): Promise<Message | undefined> {
  const line = await incoming.line()
  if (line === undefined) return undefined
  const headers = await incoming.fields()
  const hash = createHash('sha256')
  const body = { size: 0, hash: '' }
  const take = (bytes: Buffer) => {
    body.size += bytes.length
    hash.update(bytes)
  }
  let trailers: Field[] = []
  const [length] = listValues(headers, 'content-length')
  if (bodyless?.(line)) await incoming.each(0, take)
  else if (/chunked/i.test(listValues(headers, 'transfer-encoding').join())) trailers = await readChunks(incoming, take)
  else await incoming.each(length === undefined ? (untilEnd ? Number.POSITIVE_INFINITY : 0) : Number(length), take)
  body.hash = hash.digest('hex')
  return { line, headers, body, trailers }
}

async function readChunks(incoming: Incoming, take: (bytes: Buffer) => void): Promise<Field[]> {
  for (;;) {
    const size = Number.parseInt((await incoming.line()) ?? '', 16)
    if (Number.isNaN(size)) throw new Error('a chunk has no size')
    if (size === 0) return incoming.fields()
    await incoming.each(size, take)
    await incoming.line()
  }
}

/** `close`: the end of the connection is the end of the body. */
export type Framing = 'none' | 'length' | 'chunked' | 'close'

export type Outgoing = {
  line: string
  headers: Field[]
  framing: Framing
  body: Iterable<Buffer>
  size: number
  trailers: Field[]
}

const formatLines = (fields: readonly Field[]) => fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')

export async function writeMessage(socket: Socket, { line, headers, framing, body, size, trailers }: Outgoing) {
  const framed: Field[] =
    framing === 'length'
      ? [['Content-Length', String(size)]]
      : framing === 'chunked'
        ? [['Transfer-Encoding', 'chunked']]
        : []
  socket.write(`${line}\r\n${formatLines([...headers, ...framed])}\r\n`, 'latin1')
  if (framing === 'none') return
  const chunked = framing === 'chunked'
  for (const piece of body) {
    if (chunked) socket.write(`${piece.length.toString(16)}\r\n`)
    const flowing = socket.write(piece)
    if (chunked) socket.write('\r\n')
    if (!flowing) await drained(socket)
  }
  if (chunked) socket.write(`0\r\n${formatLines(trailers)}\r\n`, 'latin1')
}

export const writeInterim = (socket: Socket, status: number, headers: readonly Field[]) =>
  socket.write(`HTTP/1.1 ${status} Wait\r\n${formatLines(headers)}\r\n`, 'latin1')

const drained = (socket: Socket) =>
  new Promise<void>((resolve) => {
    if (socket.destroyed) return resolve()
    const done = () => {
      socket.off('drain', done).off('close', done)
      resolve()
    }
    socket.on('drain', done).on('close', done)
  })
