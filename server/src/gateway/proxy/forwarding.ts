// Tells an upstream how the request came to the gateway: one line each of X-Forwarded-For, -Host, -Proto, -Port and -Prefix.
import { readNearest } from '../listeners/proxies/forwarding-headers.ts'
import type { Arrival } from '../listeners/request.ts'

/**
 * Adds the forwarding headers. A client's own are replaced, for it could write anything. Those of a trusted proxy are
 * kept, and the addresses that it names are extended by its own.
 */
export function addForwardingHeaders(headers: string[], arrival: Arrival, upstreamPath: string) {
  const { head, peer, secure } = arrival
  const said = peer?.trusted ? head.forwarding : undefined
  const from = peer?.address ?? arrival.address
  if (from !== '')
    headers.push('X-Forwarded-For', said?.forwardedFor === undefined ? from : `${said.forwardedFor}, ${from}`)
  const host = readNearest(said, 'host') ?? head.host
  if (host !== undefined) headers.push('X-Forwarded-Host', host)
  headers.push('X-Forwarded-Proto', secure ? 'https' : 'http')
  const port = readNearest(said, 'port') ?? peer?.localPort
  if (port !== undefined) headers.push('X-Forwarded-Port', String(port))
  const prefix = (readNearest(said, 'prefix') ?? '') + findPrefix(arrival.path, upstreamPath)
  if (prefix !== '') headers.push('X-Forwarded-Prefix', prefix)
  if (head.forwarding?.forwarded === undefined) return
  const element = buildElement(from, host, secure)
  headers.push('Forwarded', said?.forwarded === undefined ? element : `${said.forwarded}, ${element}`)
}

/** Returns the beginning of the path that the route has removed: "/openmrs" when /openmrs/ws became /ws. */
function findPrefix(path: string, upstreamPath: string) {
  if (path === upstreamPath || !path.endsWith(upstreamPath)) return ''
  return path.slice(0, -upstreamPath.length)
}

/** RFC 7239 §4: an IPv6 address is quoted and in brackets. An address that is not known is "unknown" (§6.2). */
function buildElement(from: string, host: string | undefined, secure: boolean) {
  const node = from === '' ? 'unknown' : from.includes(':') ? `"[${from}]"` : from
  return `for=${node}${host === undefined ? '' : `;host="${host}"`};proto=${secure ? 'https' : 'http'}`
}
