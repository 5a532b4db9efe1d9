import { hash } from 'node:crypto'
import type { Channel } from '@mediary/contract/channels'
import type { Route } from '@mediary/contract/channels/route'
import { Pool } from 'undici'
import { compilePathTransform } from '../../channels/index.ts'
import { statusCodes } from '../../transactions/index.ts'
import { type MllpUpstream, mllpUpstream } from './mllp.ts'

/** How it is spoken to. */
type Line = { speaks: 'http'; pool: Pool } | { speaks: 'mllp'; mllp: MllpUpstream }

/** Where the primary route of a channel leads, ready to be asked. */
export type Upstream = {
  key: string
  line: Line
  name: string
  host: string
  port: number
  pathOf: (path: string) => string
  /** Sent in place of whatever the client sent. */
  authorization: string | undefined
  forwardsAuthorization: boolean
  timeout: number
}

/** A route whose answer is recorded, and is not the client's. */
export type Secondary = {
  upstream: Upstream
  /** It is called after the primary has answered, and only when `takes` the primary's status. */
  waits: boolean
  takes: (status: number) => boolean
}

export type Upstreams = ReturnType<typeof upstreams>

/** Connections that are kept, one set for each address, timeout, trust and identity; shared by all channels that lead there. */
export function upstreams(options: {
  timeout: number
  trusted: (id: string) => string | undefined
  identity: (id: string) => { cert: string; key: string } | undefined
}) {
  const lines = new Map<string, Line>()

  const lineFor = (key: string, route: Route, timeout: number) => {
    const known = lines.get(key)
    if (known) return known
    const ca = route.cert === undefined ? undefined : options.trusted(route.cert)
    if (route.cert !== undefined && ca === undefined) throw new Error('The trusted certificate of the route is gone')
    const identity = route.clientCert === undefined ? undefined : options.identity(route.clientCert)
    if (route.clientCert !== undefined && identity === undefined)
      throw new Error('The client certificate of the route is gone')
    const line = lineOf(route, timeout, {
      ...(ca !== undefined && { ca }),
      ...identity,
      ...(route.host !== undefined && isName(route.host) && { servername: route.host }),
    })
    lines.set(key, line)
    return line
  }

  const upstreamOf = (channel: Channel, route: Route): Upstream | undefined => {
    if (!route.host || !route.port) return undefined
    const timeout = channel.timeout ?? options.timeout
    // A renewed certificate has another key of the pool: connections with the former one fall idle and are closed.
    const shown = route.clientCert === undefined ? undefined : options.identity(route.clientCert)?.cert
    const key = [
      route.type,
      route.secured,
      route.host,
      route.port,
      route.cert,
      shown && hash('sha256', shown),
      timeout,
    ].join(' ')
    return {
      key,
      line: lineFor(key, route, timeout),
      name: route.name,
      host: route.host,
      port: route.port,
      pathOf: pathOf(route),
      authorization: basicOf(route),
      forwardsAuthorization: route.forwardAuthHeader,
      timeout,
    }
  }
  const callable = ({ status, type }: Route) => status === 'enabled' && type !== 'kafka'

  return {
    /** Undefined when the channel has no enabled primary route. */
    forChannel(channel: Channel): Upstream | undefined {
      const route = channel.routes.find((one) => one.primary && callable(one))
      return route && upstreamOf(channel, route)
    },

    secondariesOf: (channel: Channel): Secondary[] =>
      channel.routes
        .filter((route) => !route.primary && callable(route))
        .flatMap((route) => {
          const upstream = upstreamOf(channel, route)
          const waits = route.waitPrimaryResponse === true
          return upstream ? [{ upstream, waits, takes: statusCodes(route.statusCodesCheck) }] : []
        }),

    /** Closes the connections that no channel leads to any more, once what is under way has ended. */
    keepOnly(used: Upstream[]) {
      const keys = new Set(used.map(({ key }) => key))
      for (const [key, line] of lines) {
        if (keys.has(key)) continue
        lines.delete(key)
        closeLine(line).catch(() => undefined)
      }
    },

    close: () => Promise.all([...lines.values()].map(closeLine)),
  }
}

type Trusting = { ca?: string; cert?: string; key?: string; servername?: string }

function lineOf({ type, secured, host = '', port = 0 }: Route, timeout: number, tls: Trusting): Line {
  if (type === 'mllp')
    return { speaks: 'mllp', mllp: mllpUpstream({ host, port, timeout, tls: secured ? tls : undefined }) }
  const pool = new Pool(`${secured ? 'https' : 'http'}://${bracketed(host)}:${port}`, {
    connections: 1024,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    connect: { timeout, ...tls },
  })
  return { speaks: 'http', pool }
}

const closeLine = async (line: Line) => (line.speaks === 'http' ? line.pool.close() : line.mllp.close())

function pathOf({ path, pathTransform }: Route): (path: string) => string {
  if (path !== undefined) return () => (path.startsWith('/') ? path : `/${path}`)
  if (pathTransform === undefined) return (path) => path
  const transform = compilePathTransform(pathTransform)
  return (path) => {
    const transformed = transform(path)
    return transformed.startsWith('/') ? transformed : `/${transformed}`
  }
}

const basicOf = ({ username, password }: Route) =>
  username && password ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` : undefined

const bracketed = (host = '') => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

const isName = (host = '') => !/^[\d.]+$|:/.test(host)
