import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after } from 'node:test'

type Received = { headers: IncomingHttpHeaders; body: string }

const servers = new Set<Server>()
after(() => {
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
})

/** A receiver of webhooks. It keeps what it gets, and answers with `state.status`. */
export async function startWebhookReceiver() {
  const received: Received[] = []
  const state = { status: 204 }
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ headers: request.headers, body })
      response.writeHead(state.status, { location: 'http://127.0.0.1:9/' }).end()
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  servers.add(server)
  return { received, state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices?key=open-sesame` }
}
