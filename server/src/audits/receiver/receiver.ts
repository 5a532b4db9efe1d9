import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServer } from 'node:tls'
import type { Log } from '../../platform/log.ts'
import { compileAddressRule } from '../../platform/network/address-rule.ts'
import type { Settings } from '../../settings/settings.ts'
import { FrameReader } from './frames.ts'
import type { Intake } from './intake.ts'

/** Bytes of one message, and of what a connection may hold. */
const maxMessageBytes = 256 * 1024
const maxConnections = 200
// A sender keeps its connection open between two messages, but not in the middle of one.
const defaultTimeouts = { message: 30_000, idle: 3_600_000 }

type Options = {
  settings: Settings['auditing']['servers']
  intake: Intake
  /** The certificate of the keystore, and the authorities that it trusts. */
  tls: () => Promise<TlsOptions>
  log: Log
  timeouts?: typeof defaultTimeouts
}

/** Opens the listeners for audit messages that the settings switch on: syslog over UDP, TCP and TLS. */
export async function openAuditReceiver({ settings, intake, tls, log, timeouts = defaultTimeouts }: Options) {
  const isAllowed = compileAddressRule(settings.allow) ?? (() => true)
  const connections = new Set<Socket>()
  const servers: (Server | UdpSocket)[] = []

  const take = (socket: Socket) => {
    if (!isAllowed(socket.remoteAddress ?? '') || connections.size >= maxConnections) return socket.destroy()
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    readConnection(socket, intake, timeouts)
    return undefined
  }
  const open = async (server: Server, port: number) => {
    server.maxConnections = maxConnections
    server.on('error', (error) => log.warn({ err: error }, 'a listener for audit messages failed'))
    await listen(server, port, settings.host)
    servers.push(server)
    return server
  }

  const udp = settings.udp.enabled ? await openUdp({ ...settings, isAllowed, intake, log }) : undefined
  if (udp) servers.push(udp)
  const tcp = settings.tcp.enabled ? await open(createServer(take), settings.tcp.port) : undefined
  const secure: TlsServer | undefined = settings.tls.enabled
    ? createTlsServer(await buildTls(settings, tls))
    : undefined
  if (secure) {
    // A connection without a handshake, or without a certificate that is required, ends by itself.
    secure.on('secureConnection', take)
    secure.on('connection', (socket: Socket) => void (isAllowed(socket.remoteAddress ?? '') || socket.destroy()))
    await open(secure, settings.tls.port)
  }

  return {
    addresses: { udp: udp?.address(), tcp: tcp?.address(), tls: secure?.address() },
    /** New connections meet the certificate of the keystore; those that are open stay as they are. */
    renewTls: async () => secure?.setSecureContext(await buildTls(settings, tls)),
    async close() {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
      for (const socket of connections) socket.destroy()
      await Promise.all(closed)
      await intake.close()
    },
  }
}

const buildTls = async ({ clientCertificates }: Options['settings'], tls: Options['tls']): Promise<TlsOptions> => ({
  ...(await tls()),
  requestCert: true,
  rejectUnauthorized: clientCertificates === 'required',
  handshakeTimeout: 10_000,
})

const listen = (server: Server, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.off('error', reject)
      resolve()
    })
  })

type Udp = Options['settings'] & { isAllowed: (address: string) => boolean; intake: Intake; log: Log }

/** One datagram is one message. Nobody can slow a sender down, so what is too much is dropped and counted. */
async function openUdp({ udp, host, isAllowed, intake, log }: Udp) {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.on('message', (bytes, { address }) => {
    if (!isAllowed(address) || bytes.length === 0) return
    if (intake.isFull()) intake.drop()
    else intake.add({ bytes })
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(udp.port, host, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  socket.on('error', (error) => log.warn({ err: error }, 'the listener for audit messages over UDP failed'))
  return socket
}

function readConnection(socket: Socket, intake: Intake, timeouts: typeof defaultTimeouts) {
  const frames = new FrameReader({ maxBytes: maxMessageBytes, receive: (message) => intake.add(message) })
  let deadline: NodeJS.Timeout | undefined
  socket.setTimeout(timeouts.idle, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    frames.push(chunk)
    if (!frames.isWaiting()) {
      clearTimeout(deadline)
      deadline = undefined
    } else deadline ??= setTimeout(() => socket.destroy(), timeouts.message)
    if (!intake.isFull()) return
    socket.pause()
    intake.whenSpace(() => socket.resume())
  })
  socket.on('close', () => {
    clearTimeout(deadline)
    frames.end()
  })
}
