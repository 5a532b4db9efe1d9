import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** The behaviour of the upstream for a request. `number`: it is the nth on its connection. */
export type Behaviour = (request: { head: string; body: string; number: number }, socket: Socket) => void

export const answerWith = (socket: Socket, text: string, headers = '') =>
  void socket.write(`HTTP/1.1 200 OK\r\n${headers}Content-Length: ${text.length}\r\n\r\n${text}`)

/** An upstream of HTTP/1.1 that decides for each request whether its connection goes on. */
export async function startClosingUpstream(behave: Behaviour) {
  const requests: { head: string; number: number }[] = []
  const state = { behave, connections: 0 }
  const server = createServer((socket) => {
    state.connections++
    let left = Buffer.alloc(0)
    let number = 0
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      left = Buffer.concat([left, data])
      for (let request = readRequest(left); request; request = readRequest(left)) {
        left = left.subarray(request.length)
        requests.push({ head: request.head, number: ++number })
        state.behave({ head: request.head, body: request.body, number }, socket)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  server.unref()
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    state,
    stop: () => void server.close(),
  }
}

function readRequest(bytes: Buffer) {
  const text = bytes.toString('latin1')
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const head = text.slice(0, end)
  const start = end + 4
  const length = /chunked/i.test(head)
    ? text.indexOf('0\r\n\r\n', start) + 5 - start
    : Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
  if (length < 0 || text.length < start + length) return undefined
  return { head, body: text.slice(start, start + length), length: start + length }
}
