// Lets a listener take connections of proxies only, which name the client in a header before the first byte.
import type { Server, Socket } from 'node:net'
import { readProxyHeader } from '../../../platform/network/proxy-protocol.ts'
import type { ClientGateway } from '../../context.ts'
import { Refusal } from '../../refusal.ts'
import { recordRefusal } from '../../refuse.ts'

const headerTimeout = 5_000

/**
 * Makes a listener expect the PROXY protocol on every connection, before TLS. `channel` is the name of the channel that the
 * listener belongs to.
 */
export function expectProxyHeaders(server: Server, gateway: ClientGateway, channel?: () => string | undefined) {
  const { proxies } = gateway
  const serve = server.listeners('connection')
  server.removeAllListeners('connection')
  // TLS wraps the connection in another object, which has the same ends.
  const sources = new Map<string, string>()
  const toKey = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`

  server.prependListener('secureConnection', (socket: Socket) => {
    const source = sources.get(toKey(socket))
    if (source !== undefined) proxies.setPeer(socket, source, 1)
  })
  server.on('connection', (socket: Socket) => {
    const key = toKey(socket)
    const { address, trusted } = proxies.getPeer(socket)
    const refuse = (reason: string) => {
      socket.destroy()
      const refusal = new Refusal('receive', 400, 'proxy-protocol', reason)
      recordRefusal(gateway, { clientIp: address, channel: channel?.() }, refusal).catch((error: unknown) =>
        gateway.log.error({ err: error }, 'a refusal could not be recorded'),
      )
    }
    if (!trusted) return refuse('The listener takes connections of trusted proxies only: the PROXY protocol is on')
    readHeader(socket, refuse, (source) => {
      if (source !== undefined) {
        proxies.setPeer(socket, source, 1)
        sources.set(key, source)
        socket.once('close', () => sources.delete(key))
      }
      for (const listener of serve) Reflect.apply(listener, server, [socket])
    })
  })
}

/** Reads the header, and leaves the bytes that follow it in the connection. */
function readHeader(socket: Socket, refuse: (reason: string) => void, accept: (source: string | undefined) => void) {
  let bytes = Buffer.alloc(0)
  const timer = setTimeout(() => end('The PROXY header did not come in time'), headerTimeout)
  const stop = () => {
    clearTimeout(timer)
    socket.off('readable', read).off('end', onEnd).off('error', onEnd).off('close', onEnd)
  }
  const end = (reason: string) => {
    stop()
    // A load balancer that only looks whether the port is open sends nothing.
    if (bytes.length === 0) socket.destroy()
    else refuse(reason)
  }
  const onEnd = () => end('The connection ended within the PROXY header')
  const read = () => {
    for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) {
      bytes = Buffer.concat([bytes, chunk])
      const header = readProxyHeader(bytes)
      if (header === 'malformed') return end('The connection does not begin with a PROXY header')
      if (header === 'incomplete') continue
      stop()
      if (bytes.length > header.length) socket.unshift(bytes.subarray(header.length))
      return accept(header.source)
    }
  }
  socket.on('readable', read).on('end', onEnd).on('error', onEnd).on('close', onEnd)
}
