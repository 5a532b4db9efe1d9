import { Server as NetServer, type Socket } from 'node:net'
import { every } from '../../platform/every.ts'
import type { Log } from '../../platform/log.ts'

/** A server of HTTP, plain or TLS. */
type Drainable = {
  server: NetServer
  /** The listener is called with the connection of each request. */
  onRequest: (listener: (socket: Socket) => void) => void
  /** Closes the connections on which no request is under way. */
  closeIdle: () => void
}

const firstRequestTimeout = 5_000
const keepIdleFor = 1_000
const checkInterval = 50

/**
 * Closes a listener. Requests under way are answered, and connections are closed as they fall idle, but not those on which the
 * first request is still on its way: nobody may send that again unasked (RFC 9112 §9.3.1), and a handshake takes its time
 * under load. Where another worker serves (`replaced`), a connection in use first learns with its next answer that it ends:
 * one that is closed while a request is on its way would cost that request.
 */
export function createCloser({ server, onRequest, closeIdle: closeIdleNow }: Drainable, log: Log) {
  const unused = new Map<string, Socket>()
  // What TLS wraps is another object than the connection it came on: both have the same ends.
  const connectionKey = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`

  server.on('connection', (socket: Socket) => {
    const ends = connectionKey(socket)
    unused.set(ends, socket)
    socket.once('close', () => {
      if (unused.get(ends) === socket) unused.delete(ends)
    })
  })
  onRequest((socket) => {
    if (unused.size) unused.delete(connectionKey(socket))
  })

  const closeIdle = (closingFor: number) => {
    if (closingFor > firstRequestTimeout) {
      for (const socket of unused.values()) socket.destroy()
      unused.clear()
    }
    if (unused.size === 0) closeIdleNow()
  }

  return (replaced: boolean) => {
    const since = Date.now()
    const closeIdleByNow = () => {
      const closingFor = Date.now() - since
      if (!replaced || closingFor >= keepIdleFor) closeIdle(closingFor)
    }
    const closing = every(checkInterval, 'closing idle connections', closeIdleByNow, log)
    return new Promise<void>((resolve) => {
      // That of HTTP would first close every idle connection, those included whose first request is on its way.
      NetServer.prototype.close.call(server, () => {
        void closing.stop().then(resolve)
      })
    })
  }
}
