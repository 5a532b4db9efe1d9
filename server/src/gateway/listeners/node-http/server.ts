// Node's own HTTP server, behind the interface that the gateway speaks to.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TlsOptions } from 'node:tls'
import type { Settings } from '../../../settings/settings.ts'
import type { ClientGateway } from '../../context.ts'
import type { Refusal } from '../../refusal.ts'
import { connectionRefusals, isOfCertificate, refuseConnection } from '../../refuse-connection.ts'
import type { ClientRequest } from '../client-request.ts'
import { serveRequest } from '../http-source.ts'
import { NodeAnswer } from './answer.ts'
import { toClientRequest } from './request.ts'

const buildOptions = (settings: Settings['router']) => ({
  maxHeaderSize: settings.maxHeaderBytes,
  headersTimeout: settings.headersTimeout,
  requestTimeout: settings.requestTimeout,
  connectionsCheckingInterval: Math.min(5_000, settings.headersTimeout),
  keepAliveTimeout: 65_000,
  noDelay: true,
  insecureHTTPParser: false,
  // The gateway itself refuses a request without one, and records that.
  requireHostHeader: false,
})

/** `defaultHeaders` is a flat list of headers that every answer has unless it has its own. */
export const createNodeServer = (
  gateway: ClientGateway,
  settings: Settings['router'],
  defaultHeaders: readonly string[],
) => drainable(serve(createServer(buildOptions(settings)), gateway, defaultHeaders))

export const createNodeTlsServer = (
  gateway: ClientGateway,
  settings: Settings['router'],
  tls: TlsOptions,
  defaultHeaders: readonly string[],
) => drainable(serve(createTlsServer({ ...buildOptions(settings), ...tls }), gateway, defaultHeaders))

const drainable = <S extends Server>(server: S) => ({
  server,
  onRequest: (listener: (socket: Socket) => void) =>
    void server.on('request', ({ socket }: IncomingMessage) => listener(socket)),
  closeIdle: () => server.closeIdleConnections(),
})

function serve<S extends Server>(server: S, gateway: ClientGateway, defaultHeaders: readonly string[]): S {
  const handler = serveRequest(gateway)
  const latest = new WeakMap<Duplex, RequestAndResponse>()
  const inOrder = (request: IncomingMessage, response: ServerResponse, expectation: ClientRequest['expectation']) => {
    latest.set(request.socket, { request, response })
    // Once the listener closes, each answer tells its connection so: a busy one would never fall idle.
    if (!server.listening) response.shouldKeepAlive = false
    const answer = new NodeAnswer(response)
    answer.addDefaultHeaders(defaultHeaders)
    // A pipelined request gets the socket when those before it are answered: only then may it be acted on, since it may
    // depend on what they did (RFC 9112 §9.3.2).
    if (response.socket) void handler(toClientRequest(request, expectation), answer)
    else response.once('socket', () => void handler(toClientRequest(request, expectation), answer))
  }
  server.on('request', (request, response) => inOrder(request, response, undefined))
  server.on('checkContinue', (request, response) => inOrder(request, response, 'continue'))
  server.on('checkExpectation', (request, response) => inOrder(request, response, 'unknown'))
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    if (socket instanceof Socket) void refuse(gateway, socket, connectionRefusals.tunnel)
    else socket.destroy()
  })
  server.on('clientError', (error: Error, socket: Duplex) => {
    if (isOfCertificate(error)) return
    if (socket instanceof Socket) void refuseWhatFollows(gateway, error, socket, latest.get(socket))
    else socket.destroy()
  })
  return server
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
  await refuseAfterError(gateway, error, socket)
}

const parserRefusals: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: connectionRefusals.headTooLarge,
  ERR_HTTP_REQUEST_TIMEOUT: connectionRefusals.tooSlow,
  HPE_UNEXPECTED_CONTENT_LENGTH: connectionRefusals.lengths,
  HPE_INVALID_CONTENT_LENGTH: connectionRefusals.length,
  HPE_INVALID_TRANSFER_ENCODING: connectionRefusals.lengths,
  HPE_INVALID_METHOD: connectionRefusals.method,
}

/** Records and answers what the parser refuses, which never becomes a request. */
async function refuseAfterError(gateway: ClientGateway, error: Error, socket: Socket) {
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
  await refuse(gateway, socket, parserRefusals[code] ?? connectionRefusals.notHttp)
}

/** Records a refusal, answers it and closes the connection. */
async function refuse(gateway: ClientGateway, socket: Socket, refusal: Refusal) {
  const answer = await refuseConnection(gateway, socket, refusal)
  if (socket.writable) socket.end(answer)
}
