import { hash } from 'node:crypto'
import type { Channel } from '@mediary/contract/channels'
import type { Route } from '@mediary/contract/channels/route'
import { compilePathTransform } from '../../channels/index.ts'
import type { Log } from '../../platform/log.ts'
import { statusCodes } from '../../transactions/index.ts'
import { Deadlines } from '../http1/deadlines.ts'
import { Http1Pool } from './http1/pool.ts'
import type { TlsOptions } from './http1/socket.ts'
import { MllpUpstream } from './mllp.ts'
import type { Secondary, Upstream, UpstreamConnection } from './upstream.ts'

type Options = {
  timeout: number
  /** Limits the head of an answer. */
  maxHeaderBytes?: number
  trusted: (id: string) => string | undefined
  identity: (id: string) => { cert: string; key: string } | undefined
  log: Pick<Log, 'error'>
}

export type Upstreams = ReturnType<typeof createUpstreams>

/** Keeps the connections to upstreams. Channels share those of the same address, timeout, trust and identity. */
export function createUpstreams(options: Options) {
  const connections = new Map<string, UpstreamConnection>()
  const deadlines = new Deadlines(options.log)

  const getConnection = (key: string, route: Route, timeout: number) => {
    const known = connections.get(key)
    if (known) return known
    const connection = createConnection(route, { ...options, timeout, deadlines }, buildTlsOptions(options, route))
    connections.set(key, connection)
    return connection
  }

  const toUpstream = (channel: Channel, route: Route) => {
    if (!route.host || !route.port) return undefined
    const timeout = channel.timeout ?? options.timeout
    const key = toKey(options, route, timeout)
    return buildUpstream(route, { key, timeout, connection: getConnection(key, route, timeout) })
  }

  return {
    /** Returns undefined when the channel has no enabled primary route. */
    forChannel(channel: Channel): Upstream | undefined {
      const route = channel.routes.find((one) => one.primary && isCallable(one))
      return route && toUpstream(channel, route)
    },

    listSecondaries: (channel: Channel): Secondary[] =>
      channel.routes
        .filter((route) => !route.primary && isCallable(route))
        .flatMap((route) => {
          const upstream = toUpstream(channel, route)
          const waits = route.waitPrimaryResponse === true
          return upstream ? [{ upstream, waits, takes: statusCodes(route.statusCodesCheck) }] : []
        }),

    /** Closes the connections that no channel uses any more, once their requests have ended. */
    keepOnly(used: Upstream[]) {
      const keys = new Set(used.map(({ key }) => key))
      for (const [key, connection] of connections) {
        if (keys.has(key)) continue
        connections.delete(key)
        closeConnection(connection).catch(() => undefined)
      }
    },

    close: () => Promise.all([...connections.values()].map(closeConnection)),
  }
}

const isCallable = ({ status, type }: Route) => status === 'enabled' && type !== 'kafka'

/** A renewed client certificate has a key of its own: connections with the former certificate fall idle and are closed. */
function toKey({ identity }: Options, route: Route, timeout: number) {
  const certificate = route.clientCert === undefined ? undefined : identity(route.clientCert)?.cert
  const { type, secured, host, port, cert } = route
  return [type, secured, host, port, cert, certificate && hash('sha256', certificate), timeout].join(' ')
}

const buildUpstream = (
  route: Route,
  { key, timeout, connection }: Pick<Upstream, 'key' | 'timeout' | 'connection'>,
): Upstream => ({
  key,
  connection,
  name: route.name,
  host: route.host ?? '',
  port: route.port ?? 0,
  toPath: buildPathChange(route),
  authorization: encodeBasic(route),
  forwardsAuthorization: route.forwardAuthHeader,
  timeout,
})

function buildTlsOptions({ trusted, identity }: Options, route: Route): TlsOptions {
  const ca = route.cert === undefined ? undefined : trusted(route.cert)
  if (route.cert !== undefined && ca === undefined) throw new Error('The trusted certificate of the route is gone')
  const own = route.clientCert === undefined ? undefined : identity(route.clientCert)
  if (route.clientCert !== undefined && own === undefined)
    throw new Error('The client certificate of the route is gone')
  return {
    ...(ca !== undefined && { ca }),
    ...own,
    ...(route.host !== undefined && isHostName(route.host) && { servername: route.host }),
  }
}

function createConnection(
  { type, secured, host = '', port = 0 }: Route,
  { timeout, maxHeaderBytes = defaultMaxHeaderBytes, deadlines }: ConnectionOptions,
  tlsOptions: TlsOptions,
): UpstreamConnection {
  const tls = secured ? tlsOptions : undefined
  if (type === 'mllp') return { protocol: 'mllp', mllp: new MllpUpstream({ host, port, timeout, tls }) }
  // The port is left out where it is the usual one.
  const hostHeader = new URL(`${secured ? 'https' : 'http'}://${toUrlHost(host)}:${port}`).host
  const address = { host: host.replace(/^\[(.*)\]$/, '$1'), port, tls }
  const pool = new Http1Pool({ address, hostHeader, timeout, maxHeadBytes: maxHeaderBytes, deadlines })
  return { protocol: 'http', pool }
}

type ConnectionOptions = Pick<Options, 'timeout' | 'maxHeaderBytes'> & { deadlines: Deadlines }

/** As large as the head of a request may be when no setting says otherwise. */
const defaultMaxHeaderBytes = 16 * 1024

const closeConnection = async (line: UpstreamConnection) =>
  line.protocol === 'http' ? line.pool.close() : line.mllp.close()

function buildPathChange({ path, pathTransform }: Route): (path: string) => string {
  if (path !== undefined) return () => (path.startsWith('/') ? path : `/${path}`)
  if (pathTransform === undefined) return (path) => path
  const transform = compilePathTransform(pathTransform)
  return (path) => {
    const transformed = transform(path)
    return transformed.startsWith('/') ? transformed : `/${transformed}`
  }
}

const encodeBasic = ({ username, password }: Route) =>
  username && password !== undefined ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` : undefined

const toUrlHost = (host = '') => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

const isHostName = (host = '') => !/^[\d.]+$|:/.test(host)
