import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { until } from './until.ts'

/** Frames as a simple reader of MLLP takes them: all between a vertical tab and a file separator with a carriage return. */
function readFrames(take: (message: string) => void) {
  let left = ''
  return (bytes: Buffer) => {
    left += bytes.toString('latin1')
    for (let end = left.indexOf('\x1c\r'); end !== -1; end = left.indexOf('\x1c\r')) {
      take(left.slice(left.indexOf('\x0b') + 1, end))
      left = left.slice(end + 2)
    }
  }
}
export const frame = (message: string) => Buffer.from(`\x0b${message}\x1c\r`, 'latin1')

export type Sender = Awaited<ReturnType<typeof sender>>

/** A system that sends messages over one connection. */
export async function sender(port: number, tls?: ConnectionOptions) {
  const socket: Socket = tls ? connectTls({ port, host: 'localhost', ...tls }) : connect(port, '127.0.0.1')
  const got: string[] = []
  const state = { closed: false }
  socket.on(
    'data',
    readFrames((message) => got.push(message)),
  )
  socket.on('error', () => undefined)
  socket.once('close', () => Object.assign(state, { closed: true }))
  await once(socket, tls ? 'secureConnect' : 'connect')
  return {
    got,
    socket,
    closed: () => state.closed,
    /** Sends, and waits for so many answers in all. */
    async send(messages: string[], answers = got.length + messages.length) {
      socket.write(Buffer.concat(messages.map(frame)))
      await until(`${answers} answers have come`, () => got.length >= answers || state.closed)
      if (got.length < answers) throw new Error('the connection was closed before every message was answered')
      return got.slice(answers - messages.length)
    },
    end: () => void socket.destroy(),
  }
}

export type MllpReceiver = Awaited<ReturnType<typeof startReceiver>>

/** A system that takes messages and answers each; an answer that is undefined never comes. */
export async function startReceiver(answer: (message: string) => string | undefined) {
  const seen: string[] = []
  const connections = new Set<Socket>()
  const server = createServer((socket) => {
    connections.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => connections.delete(socket))
    socket.on(
      'data',
      readFrames((message) => {
        seen.push(message)
        const said = answer(message)
        if (said !== undefined) socket.write(frame(said))
      }),
    )
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    connections: () => connections.size,
    stop() {
      for (const socket of connections) socket.destroy()
      server.close()
    },
  }
}

export const hl7 = (control: string, rest = 'PID|1||12345^^^MPI') =>
  `MSH|^~\\&|CLINIC|A|LAB|B|20260102030405||ADT^A01|${control}|P|2.5\r${rest}\r`

/** As a laboratory acknowledges a message. */
export const acknowledged = (message: string, code = 'AA') => {
  const control = message.split('|')[9] ?? ''
  return `MSH|^~\\&|LAB|B|CLINIC|A|20260102030406||ACK^A01|r${control}|P|2.5\rMSA|${code}|${control}\r`
}
export const readControl = (ack: string) => /\rMSA\|(\w\w)\|([^|\r]*)/.exec(ack)?.slice(1, 3) ?? []
