import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { RefusalCode } from '@mediary/contract/refusals'
import { listenerTlsOptions } from '../../keystore/index.ts'
import type { Settings } from '../../settings/settings.ts'
import type { Gateway } from '../context.ts'
import { handle } from '../handle.ts'
import { closer } from './drain.ts'

export type Door = { key: string; cert: string; trusted: string[]; tls: Settings['tls']; ticketKeys: Buffer }
export type Identity = Door & { requestCertificate: boolean }

/** The two doors: HTTP and HTTPS, served alike. */
export function listeners(gateway: Gateway, settings: Settings['router'], identity: Identity) {
  const options: ServerOptions = {
    maxHeaderSize: settings.maxHeaderBytes,
    headersTimeout: settings.headersTimeout,
    requestTimeout: settings.requestTimeout,
    connectionsCheckingInterval: Math.min(5_000, settings.headersTimeout),
    keepAliveTimeout: 65_000,
    noDelay: true,
    insecureHTTPParser: false,
    requireHostHeader: true,
  }
  const http = createServer(options)
  // Any certificate may be presented; only one that verifies against the keystore's trust identifies a client.
  const https = createTlsServer({
    ...options,
    ...contextOf(identity),
    requestCert: identity.requestCertificate,
    rejectUnauthorized: false,
    handshakeTimeout: 10_000,
  })
  for (const server of [http, https]) serve(server, gateway)
  https.on('tlsClientError', (_error, socket) => socket.destroy())
  const closers = [http, https].map((server) => closer(server, gateway.log))
  /** Resolves when no connection is left. `replaced`: another worker serves in this one's place. */
  const close = (replaced: boolean) => Promise.all(closers.map((closeOne) => closeOne(replaced)))
  return { http, https, close }
}

// Short, for a resumed session is not asked for its chain again.
const sessionSeconds = 300

/** Partial chains: whoever trusts a certificate need not trust who issued it. */
export const contextOf = ({ key, cert, trusted, tls, ticketKeys }: Door) => ({
  ...listenerTlsOptions(tls),
  key,
  cert,
  ca: trusted,
  allowPartialTrustChain: true,
  ticketKeys,
  sessionTimeout: sessionSeconds,
  sessionIdContext: 'mediary gateway',
})

/** From now on new connections meet this; those that are open stay as they are. */
export const renewDoor = (server: ReturnType<typeof listeners>['https'], door: Door) =>
  server.setSecureContext(contextOf(door))

function serve(server: Server, gateway: Gateway) {
  const handler = handle(gateway)
  const inOrder = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    // Once the door closes, each connection is told so with its answer: a busy one would never fall idle.
    if (!server.listening) response.shouldKeepAlive = false
    // A pipelined request gets the socket when those before it are answered: only then may it be acted on, since it may
    // depend on what they did (RFC 9112 §9.3.2).
    if (response.socket) void handler(request, response, expectsContinue)
    else response.once('socket', () => void handler(request, response, expectsContinue))
  }
  server.on('request', (request, response) => inOrder(request, response, false))
  server.on('checkContinue', (request, response) => inOrder(request, response, true))
  server.on('connect', (_request: IncomingMessage, socket: Duplex) =>
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\n\r\n'),
  )
  server.on('clientError', (error: Error, socket: Duplex) => void refuseConnection(gateway, error, socket as Socket))
}

const faults: Record<string, { status: number; code: RefusalCode; reason: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'too-large', reason: 'The headers are too large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'too-slow', reason: 'The client was too slow to send its request' },
  HPE_UNEXPECTED_CONTENT_LENGTH: { status: 400, code: 'malformed', reason: 'The request has conflicting lengths' },
  HPE_INVALID_CONTENT_LENGTH: { status: 400, code: 'malformed', reason: 'The Content-Length is not a length' },
  HPE_INVALID_TRANSFER_ENCODING: { status: 400, code: 'malformed', reason: 'The request has conflicting lengths' },
  HPE_INVALID_METHOD: { status: 400, code: 'malformed', reason: 'The method is not one of HTTP' },
}

/** What the parser refuses never becomes a request: it is recorded and answered here. */
async function refuseConnection({ refusals, metrics, slowing }: Gateway, error: Error, socket: Socket) {
  const code = 'code' in error ? String(error.code) : ''
  // A client that went away, or that never sent a byte, asked for nothing.
  if (
    code === 'ECONNRESET' ||
    code === 'EPIPE' ||
    (code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0) ||
    !socket.writable
  ) {
    socket.destroy()
    return
  }
  const fault = faults[code] ?? { status: 400, code: 'malformed', reason: 'The request is not HTTP, or malformed' }
  metrics.refused('receive')
  const clientIp = socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  await refusals.refuse({ clientIp, stage: 'receive', ...fault })
  await slowing(clientIp)
  if (!socket.writable) return
  socket.end(`HTTP/1.1 ${fault.status} ${STATUS_CODES[fault.status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
