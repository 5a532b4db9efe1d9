// The gateway's own HTTP server: plain or TLS.
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import type { Settings } from '../../../settings/settings.ts'
import type { ClientGateway } from '../../context.ts'
import { refuseConnection } from '../../refuse-connection.ts'
import { serveRequest } from '../http-source.ts'
import { Http1ServerConnection } from './connection.ts'
import type { ConnectionOptions } from './options.ts'

// The connections say themselves when they end: a client that has ended its half still gets its answer.
const serverOptions = { noDelay: true, allowHalfOpen: true }

/** `defaultHeaders` is a flat list of headers that every answer has unless it has its own. */
export function createOwnServer(
  gateway: ClientGateway,
  settings: Settings['router'],
  defaultHeaders: readonly string[],
) {
  const server = createServer(serverOptions)
  return serve(server, 'connection', gateway, settings, defaultHeaders)
}

export function createOwnTlsServer(
  gateway: ClientGateway,
  settings: Settings['router'],
  tls: TlsOptions,
  defaultHeaders: readonly string[],
) {
  const server = createTlsServer({ ...serverOptions, ALPNProtocols: ['http/1.1'], ...tls })
  return serve(server, 'secureConnection', gateway, settings, defaultHeaders)
}

function serve<S extends Server>(
  server: S,
  event: 'connection' | 'secureConnection',
  gateway: ClientGateway,
  settings: Settings['router'],
  defaultHeaders: readonly string[],
) {
  const handler = serveRequest(gateway)
  const connections = new Set<{ closeIdle: () => void }>()
  const requestListeners: ((socket: Socket) => void)[] = []
  const options: ConnectionOptions = {
    maxHeadBytes: settings.maxHeaderBytes,
    headTimeout: settings.headersTimeout,
    requestTimeout: settings.requestTimeout || Number.POSITIVE_INFINITY,
    defaultHeaders,
    deadlines: gateway.deadlines,
    log: gateway.log,
    acceptsConnections: () => server.listening,
    serve: (request, answer) => {
      for (const listener of requestListeners) listener(request.socket)
      void handler(request, answer)
    },
    refuse: (socket, refusal) => refuseConnection(gateway, socket, refusal),
    onClosed: (connection) => void connections.delete(connection),
  }
  server.on(event, (socket: Socket) => void connections.add(new Http1ServerConnection(socket, options)))
  return {
    server,
    onRequest: (listener: (socket: Socket) => void) => void requestListeners.push(listener),
    closeIdle: () => {
      for (const connection of connections) connection.closeIdle()
    },
  }
}
