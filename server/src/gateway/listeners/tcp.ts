import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions, Server as TlsServer } from 'node:tls'
import type { Channel } from '@mediary/contract/channels'
import { opensPort } from '../../channels/index.ts'
import type { ClientGateway } from '../context.ts'
import { expectProxyHeaders } from './proxies/proxy-protocol.ts'
import { createMessageBudget, type MessageBudget, TcpConnection } from './tcp-connection.ts'

const maxConnections = 1024
const retryInterval = 5_000

const toKey = ({ _id, type, tcpHost, tcpPort, tcpProxyProtocol }: Channel) =>
  [_id, type, tcpHost ?? '', tcpPort, tcpProxyProtocol === true].join(' ')

/** The listeners of TCP and TLS channels. They follow the configuration, and a changed listener disturbs no other. */
export class TcpListeners {
  private readonly gateway: ClientGateway
  private readonly tlsOptions: () => TlsOptions
  private readonly budget = createMessageBudget()
  private readonly listeners = new Map<string, Listener>()
  private following = Promise.resolve()
  private retrying: NodeJS.Timeout | undefined
  private closed = false

  constructor(gateway: ClientGateway, tlsOptions: () => TlsOptions) {
    this.gateway = gateway
    this.tlsOptions = tlsOptions
  }

  /** Opens and closes ports until they are those of the configuration. */
  follow(): Promise<void> {
    this.following = this.following.then(() => (this.closed ? undefined : this.update()))
    return this.following
  }

  /** Gives new connections this certificate. */
  renew(options: TlsOptions) {
    for (const { server } of this.listeners.values()) if (server instanceof TlsServer) server.setSecureContext(options)
  }

  /** Answers the messages under way. Resolves when every connection has ended. */
  async close() {
    this.closed = true
    clearTimeout(this.retrying)
    await this.following
    await Promise.all([...this.listeners.values()].map((listener) => listener.close()))
  }

  private async update() {
    clearTimeout(this.retrying)
    const wanted = new Map(
      [...this.gateway.snapshot().channels.values()]
        .filter(({ channel }) => opensPort(channel))
        .map(({ channel }) => [toKey(channel), channel]),
    )
    // Another channel may want a port that is given up.
    const unwanted = [...this.listeners].filter(([key]) => !wanted.has(key))
    for (const [key, listener] of unwanted) {
      this.listeners.delete(key)
      void listener.close()
    }
    const missing = [...wanted].filter(([key]) => !this.listeners.has(key))
    await Promise.all(missing.map(([key, channel]) => this.open(key, channel)))
    // Another program may hold the port, for now.
    if (missing.some(([key]) => !this.listeners.has(key)) && !this.closed)
      this.retrying = setTimeout(() => void this.follow(), retryInterval)
  }

  private async open(key: string, channel: Channel) {
    const { gateway, budget } = this
    const listener = new Listener(channel, { gateway, budget }, channel.type === 'tls' ? this.tlsOptions() : undefined)
    try {
      await listener.open()
      this.listeners.set(key, listener)
    } catch (error) {
      const about = { err: error, channel: channel.name, port: channel.tcpPort }
      gateway.log.error(about, 'the port of a channel cannot be opened')
    }
  }
}

/** The port of one channel and its connections. */
class Listener {
  readonly server: Server | TlsServer
  private readonly channel: Channel
  private readonly deps: { gateway: ClientGateway; budget: MessageBudget }
  private readonly connections = new Set<TcpConnection>()

  constructor(channel: Channel, deps: Listener['deps'], tls: TlsOptions | undefined) {
    this.channel = channel
    this.deps = deps
    const serve = (socket: Socket) => this.serve(socket)
    this.server = tls
      ? createTlsServer(
          { ...tls, allowHalfOpen: true, requestCert: true, rejectUnauthorized: false, handshakeTimeout: 10_000 },
          serve,
        )
      : createServer({ allowHalfOpen: true }, serve)
    if (channel.tcpProxyProtocol) expectProxyHeaders(this.server, deps.gateway, () => channel.name)
    this.server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy())
    this.server.maxConnections = maxConnections
  }

  open() {
    const { server, channel, deps } = this
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port: channel.tcpPort, host: channel.tcpHost || '0.0.0.0' }, () => {
        server.off('error', reject)
        server.on('error', (error) =>
          deps.gateway.log.error({ err: error, channel: channel.name }, 'a listener failed'),
        )
        resolve()
      })
    })
  }

  close() {
    return new Promise<void>((resolve) => {
      this.server.close(() => resolve())
      for (const connection of this.connections) connection.endWhenIdle()
    })
  }

  private serve(socket: Socket) {
    socket.setNoDelay(true).setKeepAlive(true, 60_000)
    const connection = new TcpConnection(socket, { ...this.deps, channel: () => this.findChannel() })
    this.connections.add(connection)
    void connection.closed.then(() => this.connections.delete(connection))
  }

  private findChannel() {
    const current = this.deps.gateway.snapshot().channels.get(this.channel._id)
    return current && opensPort(current.channel) ? current : undefined
  }
}
