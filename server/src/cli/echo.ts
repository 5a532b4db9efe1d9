// The echo upstream: a first channel can forward to it before any real system is connected.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { CommandError } from '../platform/command-error.ts'
import { withoutCredentials, withoutSecrets } from '../platform/redaction.ts'

/** Bytes of a request body that the answer repeats. The rest is counted and dropped. */
const maxEchoedBytes = 65_536
const maxConnections = 100

/** Starts the echo upstream on loopback; it answers every request with what it received, as JSON. */
export async function startEcho(port: number): Promise<Server> {
  const server = createServer((request, response) => void echo(request, response))
  server.maxConnections = maxConnections
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (error) {
    if (!isPortTaken(error)) throw error
    throw new CommandError(`Port ${port} is taken by another program: end it, or choose another port with --port.`)
  }
  return server
}

const isPortTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

async function echo(request: IncomingMessage, response: ServerResponse) {
  try {
    const { text, bytes } = await readBody(request)
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s)
    const received = {
      method: request.method,
      path,
      query: withoutSecrets(query),
      headers: readableHeaders(request.rawHeaders),
      body: text,
      bodyBytes: bytes,
      bodyTruncated: bytes > maxEchoedBytes,
    }
    response.setHeader('Content-Type', 'application/json')
    response.end(`${JSON.stringify(received, null, 2)}\n`)
  } catch {
    // The caller has broken off: nobody is left to answer.
    response.destroy()
  }
}

async function readBody(request: IncomingMessage) {
  const kept: Buffer[] = []
  let bytes = 0
  for await (const chunk of request) {
    if (bytes < maxEchoedBytes) kept.push(chunk.subarray(0, maxEchoedBytes - bytes))
    bytes += chunk.length
  }
  return { text: Buffer.concat(kept).toString('utf8'), bytes }
}

/** Returns the headers by name in lower case, without credentials; repeated headers are joined. */
function readableHeaders(rawHeaders: readonly string[]) {
  const headers = new Map<string, string>()
  const safe = withoutCredentials(rawHeaders)
  for (let i = 0; i < safe.length; i += 2) {
    const name = safe[i]?.toLowerCase() ?? ''
    const before = headers.get(name)
    headers.set(name, before === undefined ? (safe[i + 1] ?? '') : `${before}, ${safe[i + 1]}`)
  }
  return Object.fromEntries(headers)
}
