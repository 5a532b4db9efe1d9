import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServer } from 'node:tls'
import type { Channel } from '@mediary/contract/channels'
import type { Gateway } from '../context.ts'
import { budgetOfMessages, serveMessages, type TcpConnection } from './tcp-connection.ts'

type Listener = { server: Server | TlsServer; tls: boolean; connections: Set<TcpConnection> }

export type TcpListeners = ReturnType<typeof tcpListeners>

const most = 1024
const again = 5_000

const isTcp = ({ type, status }: Channel) => status === 'enabled' && (type === 'tcp' || type === 'tls')
const keyOf = ({ _id, type, tcpHost, tcpPort }: Channel) => [_id, type, tcpHost ?? '', tcpPort].join(' ')

/** The listeners of TCP and TLS channels: they follow the configuration, and one that is changed disturbs no other. */
export function tcpListeners(gateway: Gateway, context: () => TlsOptions) {
  const listeners = new Map<string, Listener>()
  const budget = budgetOfMessages()
  const state = { following: Promise.resolve(), retrying: undefined as NodeJS.Timeout | undefined, closed: false }

  const listen = (channel: Channel): Promise<void> => {
    const tls = channel.type === 'tls'
    const connections = new Set<TcpConnection>()
    const current = () => {
      const now = gateway.snapshot().channelOf.get(channel._id)
      return now && isTcp(now.channel) ? now : undefined
    }
    const serve = (socket: Socket) => {
      socket.setNoDelay(true).setKeepAlive(true, 60_000)
      const connection = serveMessages(socket, { gateway, channel: current, budget })
      connections.add(connection)
      void connection.closed.then(() => connections.delete(connection))
    }
    const server = tls
      ? createTlsServer(
          { ...context(), allowHalfOpen: true, requestCert: true, rejectUnauthorized: false, handshakeTimeout: 10_000 },
          serve,
        )
      : createServer({ allowHalfOpen: true }, serve)
    server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy())
    server.maxConnections = most
    return new Promise((resolve) => {
      server.once('error', (error) => {
        gateway.log.error(
          { err: error, channel: channel.name, port: channel.tcpPort },
          'the port of a channel cannot be opened',
        )
        resolve()
      })
      server.listen({ port: channel.tcpPort, host: channel.tcpHost || '0.0.0.0' }, () => {
        server.on('error', (error) => gateway.log.error({ err: error, channel: channel.name }, 'a listener failed'))
        listeners.set(keyOf(channel), { server, tls, connections })
        resolve()
      })
    })
  }

  const follow = async () => {
    clearTimeout(state.retrying)
    const wanted = new Map(
      [...gateway.snapshot().channelOf.values()]
        .filter(({ channel }) => isTcp(channel))
        .map(({ channel }) => [keyOf(channel), channel]),
    )
    // A port that is given up may be what another channel wants.
    const given = [...listeners].filter(([key]) => !wanted.has(key))
    for (const [key, listener] of given) {
      listeners.delete(key)
      void closeListener(listener)
    }
    const missing = [...wanted].filter(([key]) => !listeners.has(key))
    await Promise.all(missing.map(([, channel]) => listen(channel)))
    // Another program may hold the port, for now.
    if (missing.some(([key]) => !listeners.has(key)) && !state.closed)
      state.retrying = setTimeout(() => void next(), again)
  }
  const next = () => {
    state.following = state.following.then(() => (state.closed ? undefined : follow()))
    return state.following
  }

  return {
    /** Resolves when the ports are those of the configuration. */
    follow: next,

    /** New connections meet this certificate. */
    renew(options: TlsOptions) {
      for (const { server, tls } of listeners.values()) if (tls) (server as TlsServer).setSecureContext(options)
    },

    /** Messages under way are answered; resolves when every connection has ended. */
    async close() {
      state.closed = true
      clearTimeout(state.retrying)
      await state.following
      await Promise.all([...listeners.values()].map(closeListener))
    },
  }
}

const closeListener = ({ server, connections }: Listener) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve())
    for (const connection of connections) connection.endWhenIdle()
  })
