import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export type Answer = { status: number; headers: Map<string, string>; body: Buffer }

export type Wire = Awaited<ReturnType<typeof openWire>>

/** A connection that requests are written to as they are, several at once if wanted; answers come in their order. */
export async function openWire(port: number, secure: boolean) {
  const at = { port, host: '127.0.0.1' }
  const socket: Socket = secure ? connectTls({ ...at, rejectUnauthorized: false }) : connect(at)
  const waiting: ((answer: Answer | undefined) => void)[] = []
  const state = { left: Buffer.alloc(0) as Buffer, open: true }
  const end = () => {
    state.open = false
    socket.destroy()
    for (const resolve of waiting.splice(0)) resolve(undefined)
  }
  socket.setNoDelay(true)
  socket.on('data', (data) => {
    state.left = state.left.length ? Buffer.concat([state.left, data]) : data
    for (let read = readAnswer(state.left); read; read = readAnswer(state.left)) {
      state.left = state.left.subarray(read.length)
      waiting.shift()?.(read.answer)
      if (read.answer.headers.get('connection') === 'close') return end()
    }
  })
  socket.on('close', end)
  socket.on('end', end)
  await new Promise<void>((resolve, reject) => {
    socket.once(secure ? 'secureConnect' : 'connect', resolve)
    socket.once('error', reject)
  })
  socket.on('error', end)
  return {
    isOpen: () => state.open,
    /** Undefined for each request whose answer did not arrive to its last byte. */
    exchange(requests: Buffer[]): Promise<(Answer | undefined)[]> {
      const answers = requests.map(() => new Promise<Answer | undefined>((resolve) => waiting.push(resolve)))
      if (state.open) socket.write(Buffer.concat(requests))
      else end()
      return Promise.all(answers)
    },
    end,
  }
}

function readAnswer(bytes: Buffer): { answer: Answer; length: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const [line = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const headers = new Map(
    lines.map((text) => {
      const colon = text.indexOf(':')
      return [text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim()]
    }),
  )
  const status = Number(line.split(' ')[1])
  const start = headEnd + 4
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(bytes, start, { status, headers })
  const length = start + Number(headers.get('content-length') ?? 0)
  if (bytes.length < length) return undefined
  return { answer: { status, headers, body: bytes.subarray(start, length) }, length }
}

function readChunks(bytes: Buffer, start: number, head: Omit<Answer, 'body'>) {
  const pieces: Buffer[] = []
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    if (bytes.length < next) return undefined
    if (size === 0) return { answer: { ...head, body: Buffer.concat(pieces) }, length: next }
    pieces.push(bytes.subarray(lineEnd + 2, next - 2))
    at = next
  }
}
