import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'

const patience = 5_000

/**
 * Closes the idle connections of a door that is closing, but not those on which the first request is still on its way:
 * nobody may send that again unasked (RFC 9112 §9.3.1), and a handshake takes its time under load.
 */
export function idleCloser(server: HttpServer | HttpsServer) {
  const newborn = new Map<string, Socket>()
  // What TLS wraps is another object than the connection it came on: both have the same ends.
  const endsOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`

  server.on('connection', (socket: Socket) => {
    const ends = endsOf(socket)
    newborn.set(ends, socket)
    socket.once('close', () => {
      if (newborn.get(ends) === socket) newborn.delete(ends)
    })
  })
  server.on('request', ({ socket }: { socket: Socket }) => {
    if (newborn.size) newborn.delete(endsOf(socket))
  })

  return (closingFor: number) => {
    if (closingFor > patience) {
      for (const socket of newborn.values()) socket.destroy()
      newborn.clear()
    }
    if (newborn.size === 0) server.closeIdleConnections()
  }
}
