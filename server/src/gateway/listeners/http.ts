import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { listenerTlsOptions } from '../../keystore/index.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ClientGateway } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { buildRefusalAnswer } from '../refusal-answer.ts'
import { recordRefusal, refuse } from '../refuse.ts'
import { createCloser } from './drain.ts'
import { serveRequest } from './http-source.ts'
import { expectProxyHeaders } from './proxies/proxy-protocol.ts'

type TlsIdentity = { key: string; cert: string; trusted: string[]; tls: Settings['tls']; ticketKeys: Buffer }
type ListenerIdentity = TlsIdentity & { requestCertificate: boolean }

/** Creates the listeners of HTTP and HTTPS. Both serve requests alike. */
export function listeners(gateway: ClientGateway, settings: Settings['router'], identity: ListenerIdentity) {
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
    ...buildTlsContext(identity),
    requestCert: identity.requestCertificate,
    rejectUnauthorized: false,
    handshakeTimeout: 10_000,
  })
  for (const server of [http, https]) serve(server, gateway)
  if (settings.hstsSeconds > 0) sendTransportSecurity(https, settings.hstsSeconds)
  if (settings.httpProxyProtocol) expectProxyHeaders(http, gateway)
  if (settings.httpsProxyProtocol) expectProxyHeaders(https, gateway)
  https.on('tlsClientError', (_error, socket) => socket.destroy())
  const closers = [http, https].map((server) => createCloser(server, gateway.log))
  /** Resolves when no connection is left. `replaced`: another worker takes the new connections. */
  const close = (replaced: boolean) => Promise.all(closers.map((closeOne) => closeOne(replaced)))
  return { http, https, close }
}

/** Tells browsers to use HTTPS only (RFC 6797). An upstream's own header replaces it. */
function sendTransportSecurity(https: Server, seconds: number) {
  const value = `max-age=${seconds}`
  const send = (_request: IncomingMessage, response: ServerResponse) =>
    void response.setHeader('Strict-Transport-Security', value)
  for (const event of ['request', 'checkContinue', 'checkExpectation']) https.prependListener(event, send)
}

// Short: a resumed session does not present its certificates again.
const sessionSeconds = 300

/** Builds the TLS context. Partial chains are allowed: to trust a certificate is not to trust its issuer. */
export const buildTlsContext = ({ key, cert, trusted, tls, ticketKeys }: TlsIdentity) => ({
  ...listenerTlsOptions(tls),
  key,
  cert,
  ca: trusted,
  allowPartialTrustChain: true,
  ticketKeys,
  sessionTimeout: sessionSeconds,
  sessionIdContext: 'mediary gateway',
})

/** Gives new connections this certificate and trust. Open connections keep theirs. */
export const renewTlsContext = (server: ReturnType<typeof listeners>['https'], identity: TlsIdentity) =>
  server.setSecureContext(buildTlsContext(identity))

function serve(server: Server, gateway: ClientGateway) {
  const handler = serveRequest(gateway)
  const latest = new WeakMap<Duplex, RequestAndResponse>()
  const inOrder = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    latest.set(request.socket, { request, response })
    // Once the listener closes, each answer tells its connection so: a busy one would never fall idle.
    if (!server.listening) response.shouldKeepAlive = false
    // A pipelined request gets the socket when those before it are answered: only then may it be acted on, since it may
    // depend on what they did (RFC 9112 §9.3.2).
    if (response.socket) void handler(request, response, expectsContinue)
    else response.once('socket', () => void handler(request, response, expectsContinue))
  }
  server.on('request', (request, response) => inOrder(request, response, false))
  server.on('checkContinue', (request, response) => inOrder(request, response, true))
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    latest.set(request.socket, { request, response })
    const refusal = new Refusal('receive', 417, 'unknown-expectation', 'The Expect header is not "100-continue"')
    void refuse(gateway, { request, response, isRecognised: false }, refusal)
  })
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    if (socket instanceof Socket) void refuseSocket(gateway, socket, tunnel)
    else socket.destroy()
  })
  server.on('clientError', (error: Error, socket: Duplex) => {
    if (isOfCertificate(error)) return
    if (socket instanceof Socket) void refuseWhatFollows(gateway, error, socket, latest.get(socket))
    else socket.destroy()
  })
}

type RequestAndResponse = { request: IncomingMessage; response: ServerResponse }

/** Refuses bytes that came after a whole request, once that request is answered: a client reads answers in order. */
async function refuseWhatFollows(
  gateway: ClientGateway,
  error: Error,
  socket: Socket,
  latest: RequestAndResponse | undefined,
) {
  const { request, response } = latest ?? {}
  if (request?.complete && response && !response.closed) await new Promise((resolve) => response.once('close', resolve))
  await refuseConnection(gateway, error, socket)
}

/**
 * A signature of a client's certificate that does not verify leaves an error in OpenSSL's queue, which Node reports as
 * one of the connection. The certificate is judged with the request; an error of the connection has the library
 * "SSL routines".
 */
const isOfCertificate = (error: Error) => 'library' in error && error.library !== 'SSL routines'

const malformed = (reason: string) => new Refusal('receive', 400, 'malformed', reason)

const tunnel = new Refusal('receive', 405, 'wrong-method', 'The gateway opens no tunnels: it refuses CONNECT')

const parserRefusals: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: new Refusal('receive', 431, 'too-large', 'The headers are too large'),
  ERR_HTTP_REQUEST_TIMEOUT: new Refusal('receive', 408, 'too-slow', 'The client was too slow to send its request'),
  HPE_UNEXPECTED_CONTENT_LENGTH: malformed('The request has conflicting lengths'),
  HPE_INVALID_CONTENT_LENGTH: malformed('The Content-Length is not a length'),
  HPE_INVALID_TRANSFER_ENCODING: malformed('The request has conflicting lengths'),
  HPE_INVALID_METHOD: malformed('The method is not one of HTTP'),
}

/** Records and answers what the parser refuses, which never becomes a request. */
async function refuseConnection(gateway: ClientGateway, error: Error, socket: Socket) {
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
  await refuseSocket(gateway, socket, parserRefusals[code] ?? malformed('The request is not HTTP, or malformed'))
}

/** Records a refusal, answers it and closes the connection. */
async function refuseSocket(gateway: ClientGateway, socket: Socket, refusal: Refusal) {
  const clientIp = gateway.proxies.getPeer(socket).address
  const { id } = await recordRefusal(gateway, { clientIp }, refusal)
  await gateway.throttle(clientIp)
  if (!socket.writable) return
  const { status } = refusal
  const { headers, body } = buildRefusalAnswer(refusal, { id, isRecognised: false, accept: undefined })
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n${lines.join('')}`
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
