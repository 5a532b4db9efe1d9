import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** A message as it stood on the wire: what the simplest reader would take it for. */
export type Wire = { method: string; target: string; headers: string[]; body: string }

export type RawUpstream = Awaited<ReturnType<typeof startRawUpstream>>

/**
 * An upstream that trusts every byte: it believes the first length it finds, knows chunks, and takes whatever follows
 * for the next request. What a gateway lets slip through shows up here as a request of its own.
 */
export async function startRawUpstream() {
  const seen: Wire[] = []
  const server = createServer((socket) => {
    let left = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      left = Buffer.concat([left, data])
      for (let read = readOne(left); read; read = readOne(left)) {
        seen.push(read.wire)
        left = left.subarray(read.length)
        answer(socket)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    stop: () => void server.close(),
  }
}

const answer = (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n')

function readOne(bytes: Buffer): { wire: Wire; length: number } | undefined {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const [line = '', ...headers] = text.slice(0, end).split('\r\n')
  const [method = '', target = ''] = line.split(' ')
  const start = end + 4
  const readHeader = (name: string) =>
    headers.find((header) => header.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1)
  if (/chunked/i.test(readHeader('transfer-encoding') ?? '')) {
    const last = text.indexOf('0\r\n\r\n', start)
    if (last === -1) return undefined
    return { wire: { method, target, headers, body: unchunked(text.slice(start, last)) }, length: last + 5 }
  }
  const length = Number(readHeader('content-length') ?? 0)
  if (text.length < start + length) return undefined
  return { wire: { method, target, headers, body: text.slice(start, start + length) }, length: start + length }
}

function unchunked(text: string): string {
  const size = Number.parseInt(text, 16)
  const start = text.indexOf('\r\n') + 2
  if (!size || start === 1) return ''
  return text.slice(start, start + size) + unchunked(text.slice(start + size + 2))
}
