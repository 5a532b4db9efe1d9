// Upstreams and pools on real sockets for the tests of the pool.
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { Deadlines } from '../../gateway/http1/deadlines.ts'
import { Http1Pool } from '../../gateway/upstreams/http1/pool.ts'
import type { HttpRequest } from '../../gateway/upstreams/http1/request-head.ts'
import { collectAnswer } from './answers.ts'

const silent = { error: () => undefined }

/** Listens on a free port until the test ends. */
export async function listen(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return (server.address() as AddressInfo).port
}

/** Starts an upstream that sees requests without a body. `number`: the request is the nth on its connection. */
export async function startUpstream(
  t: TestContext,
  answer: (socket: Socket, about: { number: number; connection: number; path: string }) => void,
) {
  const upstream = { port: 0, connections: 0, open: 0, paths: [] as string[] }
  const server = createServer((socket) => {
    const connection = ++upstream.connections
    upstream.open++
    socket.on('close', () => upstream.open--)
    let [number, text] = [0, '']
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      const heads = text.split('\r\n\r\n')
      text = heads.pop() ?? ''
      for (const head of heads) {
        const path = head.split(' ')[1] ?? ''
        upstream.paths.push(path)
        answer(socket, { number: ++number, connection, path })
      }
    })
  })
  upstream.port = await listen(t, server)
  return upstream
}

export const answerWith = (socket: Socket, text: string, headers = '') =>
  void socket.write(`HTTP/1.1 200 OK\r\n${headers}Content-Length: ${text.length}\r\n\r\n${text}`)

/** Creates a pool that is destroyed when the test ends. */
export function createPool(
  t: TestContext,
  port: number,
  over: Partial<ConstructorParameters<typeof Http1Pool>[0]> = {},
) {
  const pool = new Http1Pool({
    address: { host: '127.0.0.1', port, tls: undefined },
    hostHeader: `127.0.0.1:${port}`,
    timeout: 10_000,
    maxHeadBytes: 16 * 1024,
    deadlines: new Deadlines(silent),
    ...over,
  })
  t.after(() => void pool.destroy())
  return pool
}

export const get = (path: string): HttpRequest => ({ method: 'GET', path, headers: [], body: null })

/** Sends a request and returns the body of its answer. */
export async function ask(pool: Http1Pool, path = '/'): Promise<string> {
  const { got, receiver } = collectAnswer()
  await pool.send(get(path), receiver)
  return got.body
}

/** Resolves once the condition is true. */
export async function until(condition: () => boolean) {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve))
}
