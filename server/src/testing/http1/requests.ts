// What servers make of the bytes of a connection, in a form that can be compared.
import { once } from 'node:events'
import { createServer as createNodeServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Deadlines } from '../../gateway/http1/deadlines.ts'
import type { ClientAnswer, ClientRequest } from '../../gateway/listeners/client-request.ts'
import { Http1ServerConnection } from '../../gateway/listeners/http1/connection.ts'
import type { ConnectionOptions } from '../../gateway/listeners/http1/options.ts'
import { RequestReader } from '../../gateway/listeners/http1/request-reader.ts'

export type SeenRequest = {
  method: string
  target: string
  version: string
  headers: readonly string[]
  body: string
  /** Undefined when the body did not come as a whole. */
  trailers: readonly string[] | undefined
}

const maxHeadBytes = 16 * 1024

/** Reads the requests of bytes that arrive cut at these places. */
export function readRequests(text: string, cuts: readonly number[] = []) {
  const bytes = Buffer.from(text, 'latin1')
  const reader = new RequestReader(maxHeadBytes)
  const seen: SeenRequest[] = []
  const places = [0, ...cuts, bytes.length]
  const read = (part: Buffer) => {
    for (let at = 0; at < part.length; ) {
      const latest = seen.at(-1)
      if (!latest || latest.trailers) {
        const end = reader.readHead(part, at)
        if (end === -1) return
        at = end
        const { method, target, version, headers } = reader.head
        seen.push({ method, target, version, headers, body: '', trailers: undefined })
      } else
        at = reader.readBody(part, at, (chunk) => {
          latest.body += chunk.toString('latin1')
        })
      const request = seen.at(-1)
      if (!request || !reader.isComplete) continue
      request.trailers = reader.trailers
      if (!reader.keepsConnection) return 'last'
      reader.begin()
    }
    return undefined
  }
  try {
    for (let i = 1; i < places.length; i++) if (read(bytes.subarray(places[i - 1], places[i]))) return { seen }
  } catch (error) {
    return { seen, refused: error instanceof Error ? error.message : String(error) }
  }
  return { seen }
}

/** Starts a server, and returns a function that sends bytes to it and then ends our half of the connection. */
async function startServer(server: Server, seen: { requests: SeenRequest[] }) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const send = async (text: string, cut?: number) => {
    seen.requests = []
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let answers = ''
    socket.on('data', (bytes) => {
      answers += bytes.toString('latin1')
    })
    socket.on('error', () => undefined)
    if (cut !== undefined && cut > 0 && cut < text.length) {
      socket.write(text.slice(0, cut), 'latin1')
      await nextTurn()
    }
    socket.end(text.slice(cut ?? 0), 'latin1')
    if (!socket.closed) await once(socket, 'close')
    return { requests: seen.requests, answers }
  }
  return { send, port, close: () => server.close() }
}

/** Starts Node's own server, which answers each request once its body has come. */
export function startNodeServer() {
  const seen = { requests: [] as SeenRequest[] }
  const server = createNodeServer({ requireHostHeader: false, maxHeaderSize: maxHeadBytes })
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: target = '', httpVersion: version, rawHeaders: headers } = request
    const one: SeenRequest = { method, target, version, headers, body: '', trailers: undefined }
    seen.requests.push(one)
    request.on('data', (chunk: Buffer) => {
      one.body += chunk.toString('latin1')
    })
    request
      .on('error', () => undefined)
      .on('end', () => {
        one.trailers = request.rawTrailers
        response.end()
      })
  }
  server.on('request', serve).on('checkContinue', serve).on('checkExpectation', serve)
  server.on('connect', (_request, socket) => socket.destroy())
  return startServer(server, seen)
}

/** Starts our own server, which does the same. */
export function startOwnServer(over: Partial<ConnectionOptions> = {}) {
  const seen = { requests: [] as SeenRequest[] }
  const deadlines = new Deadlines({ error: () => undefined })
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    new Http1ServerConnection(socket, {
      maxHeadBytes,
      headTimeout: 10_000,
      requestTimeout: 10_000,
      defaultHeaders: [],
      deadlines,
      log: { error: (about: object) => assertNever(about) },
      acceptsConnections: () => true,
      serve: (request, answer) => {
        const { method, target, version, rawHeaders: headers } = request
        const one: SeenRequest = { method, target, version, headers, body: '', trailers: undefined }
        seen.requests.push(one)
        void serveWhole(request, answer, one)
      },
      refuse: async (_socket, { status }) => `HTTP/1.1 ${status} Refused\r\nConnection: close\r\n\r\n`,
      onClosed: () => undefined,
      ...over,
    })
  })
  return startServer(server, seen)
}

async function serveWhole({ body }: ClientRequest, answer: ClientAnswer, one: SeenRequest) {
  while (!body.isEnded) {
    const chunk = body.read()
    if (chunk) one.body += chunk.toString('latin1')
    else if (body.failure) return answer.destroy()
    else if (!body.isEnded) await new Promise<void>((resolve) => body.listen(resolve))
  }
  one.trailers = body.trailers
  answer.writeHead(200, undefined, ['Content-Length', '0'])
  answer.end(Buffer.alloc(0))
}

function assertNever(about: object): never {
  throw new Error('a connection failed', { cause: about })
}
