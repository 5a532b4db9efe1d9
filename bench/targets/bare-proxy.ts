import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type Dispatcher, Pool } from 'undici'
import type { Certificates } from '../certificates.ts'

type Bare = { http: number; https: number; upstreamPort: number; allowed: string[]; certificates: Certificates }

const { http, https, upstreamPort, allowed, certificates }: Bare = JSON.parse(process.env.BARE ?? '')
const upstream = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections: 1024 })

/** The least that forwards a request: the head as it came, the bodies as they come, the answer in one write when it can. */
function pass(request: IncomingMessage, response: ServerResponse) {
  const held: Buffer[] = []
  const start = (status: number, raw: Buffer[]) => {
    const headers = raw.map((text) => text.toString('latin1'))
    const connection = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'connection')
    if (connection >= 0) headers.splice(connection, 2)
    response.sendDate = false
    response.writeHead(status, headers)
  }
  upstream.dispatch(
    {
      method: request.method as Dispatcher.HttpMethod,
      path: request.url ?? '/',
      headers: request.rawHeaders.filter((_, i, all) => !/^connection$/i.test(all[i - (i % 2)] ?? '')),
      body: request.headers['content-length'] === undefined ? null : request,
    },
    {
      onRequestStart: () => undefined,
      onResponseStart: (controller, status) => start(status, (controller.rawHeaders ?? []) as Buffer[]),
      onResponseData: (_controller, chunk) => void held.push(chunk),
      onResponseEnd: () => response.end(Buffer.concat(held).toString('latin1'), 'latin1'),
      onResponseError: () => response.destroy(),
    },
  )
}

const known = new Set(allowed)
createServer((request, response) => {
  if (known.has(request.headers.authorization ?? '')) pass(request, response)
  else response.writeHead(401).end()
}).listen(http, '127.0.0.1')

const [pair, ca] = [readFileSync(certificates.server), readFileSync(certificates.ca)]
createSecureServer({ cert: pair, key: pair, ca, requestCert: true, minVersion: 'TLSv1.3' }, pass).listen(
  https,
  '127.0.0.1',
)
