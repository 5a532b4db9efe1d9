// Opens sockets to upstreams, plain or TLS.
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

export type TlsOptions = { ca?: string; cert?: string; key?: string; servername?: string }

export type UpstreamAddress = { host: string; port: number; tls: TlsOptions | undefined }

type Handlers = {
  /** Is called once the connection can be used: over TLS, when the certificate is verified. */
  connected: () => void
  /** Takes the first `size` bytes, which the next read overwrites. Returns false to read no more until `resume`. */
  received: (bytes: Buffer, size: number) => boolean
  drained: () => void
  /** The other side has ended the connection. */
  ended: () => void
  failed: (error: Error) => void
  closed: () => void
}

/** A TLS session to resume, and where the next one is put. */
export type TlsSessions = { session: Buffer | undefined }

const tcpKeepAliveDelay = 60_000

/** Opens a socket. All sockets of a process may share `buffer`, because a read is handled before the next begins. */
export function openSocket(
  { host, port, tls }: UpstreamAddress,
  buffer: Buffer,
  sessions: TlsSessions,
  handlers: Handlers,
): Socket {
  const onread = { buffer, callback: (size: number) => handlers.received(buffer, size) }
  const options = { host, port, onread }
  const socket = tls ? openTls(options, tls, sessions, handlers) : connect(options, handlers.connected)
  socket.setNoDelay(true).setKeepAlive(true, tcpKeepAliveDelay)
  ignoreLostWrites(socket)
  return socket
    .on('drain', handlers.drained)
    .on('end', handlers.ended)
    .on('error', handlers.failed)
    .on('close', handlers.closed)
}

function openTls(
  options: { host: string; port: number; onread: object },
  tls: TlsOptions,
  sessions: TlsSessions,
  handlers: Handlers,
): Socket {
  const { session } = sessions
  const resumed = session && { session }
  return connectTls({ ...options, ...tls, ...resumed, ALPNProtocols: ['http/1.1'] }, handlers.connected)
    .on('session', (next: Buffer) => {
      sessions.session = next
    })
    .on('error', () => {
      // It may be the session that the upstream does not take.
      sessions.session = undefined
    })
}

const lostConnectionCodes = new Set(['ECONNRESET', 'EPIPE'])

/** Returns true when the other side has closed the connection, or reset it. */
export const isLostConnection = (error: Error | null | undefined) =>
  error !== null && error !== undefined && 'code' in error && lostConnectionCodes.has(String(error.code))

type WriteCallback = (error?: Error | null) => void

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
