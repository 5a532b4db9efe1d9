import type { Socket } from 'node:net'
import { buildConnector, Client, Pool } from 'undici'

export type TlsOptions = { ca?: string; cert?: string; key?: string; servername?: string }

type Options = { timeout: number; maxHeaderBytes: number | undefined; tls: TlsOptions }

// What an upstream announces in `Keep-Alive: timeout=…` counts instead, less two seconds.
const keepAliveTimeout = 4_000

/** A client of one connection. It knows whether a request is the first on this connection. */
export class HttpConnection extends Client {
  /** The requests that were sent on the present connection. */
  sent = 0

  constructor(origin: URL | string, options: Client.Options) {
    super(origin, options)
    const reset = () => {
      this.sent = 0
    }
    this.on('connect', reset).on('disconnect', reset)
  }

  override dispatch(options: Parameters<Client['dispatch']>[0], handler: Parameters<Client['dispatch']>[1]): boolean {
    if ('connection' in handler) handler.connection = this
    return super.dispatch(options, handler)
  }
}

/** The connections to one address. */
export class HttpPool {
  readonly pool: Pool
  private readonly origin: string
  private readonly options: Client.Options

  constructor(origin: string, { timeout, maxHeaderBytes, tls }: Options) {
    this.origin = origin
    const connect = buildConnector({ timeout, ...tls, allowH2: false })
    this.options = {
      pipelining: 1,
      keepAliveTimeout,
      ...(maxHeaderBytes !== undefined && { maxHeaderSize: maxHeaderBytes }),
      connect: (address, callback) =>
        connect(address, (...result) => {
          const [, socket] = result
          if (socket) ignoreLostWrites(socket)
          callback(...result)
        }),
    }
    this.pool = new Pool(origin, {
      ...this.options,
      connections: 1024,
      factory: (url) => new HttpConnection(url, this.options),
    })
  }

  /** Creates a connection for one request alone. */
  createConnection() {
    return new HttpConnection(this.origin, { ...this.options, pipelining: 0 })
  }

  close() {
    return this.pool.close()
  }
}

/**
 * An upstream may answer and close its connection while a body is still being sent. Node would end a socket whose write
 * fails, and lose the answer that has already come: so a lost write is ignored, and reading tells how the connection ended.
 */
function ignoreLostWrites(socket: Socket) {
  const { _write: write, _writev: writev } = socket
  // A stream passes the same callback with each write.
  let known: WriteCallback | undefined
  let tolerant: WriteCallback = () => undefined
  const tolerate = (done: WriteCallback) => {
    if (done !== known) {
      known = done
      tolerant = (error) => done(isLostConnection(error) ? null : error)
    }
    return tolerant
  }
  socket._write = (chunk, encoding, done) => write.call(socket, chunk, encoding, tolerate(done))
  if (writev) socket._writev = (chunks, done) => writev.call(socket, chunks, tolerate(done))
}

type WriteCallback = (error?: Error | null) => void

const lostConnectionCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** Returns true when the other side has closed the connection, or reset it. */
export const isLostConnection = (error: Error | null | undefined) =>
  error !== null && error !== undefined && 'code' in error && lostConnectionCodes.has(String(error.code))
