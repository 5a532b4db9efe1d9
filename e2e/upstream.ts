import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that an upstream has received. */
export type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer }

export type Upstream = Awaited<ReturnType<typeof startUpstream>>

/** A real HTTP server on loopback that remembers what it was sent. */
export async function startUpstream(
  answer: (seen: Seen, response: ServerResponse) => void = (_seen, response) => void response.end('answered\n'),
  port = 0,
) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      }
      seen.push(one)
      answer(one, response)
    })
  })
  server.listen(port, '127.0.0.1')
  // A test that fails before it can stop it ends all the same.
  server.unref()
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
