// Makes the management API read X-Forwarded-* and Forwarded of trusted proxies, and of nobody else.
import type { IncomingMessage } from 'node:http'
import type { TrustedProxies } from '../network/trusted-proxies.ts'

const descriptions = {
  'x-forwarded-host': /^[\w.:[\]-]{1,260}$/,
  'x-forwarded-proto': /^https?$/,
  'x-forwarded-prefix': /^(?:\/[\w.~-]+)+$/,
}

/** Returns the address as it would be without the proxy's path, whether the proxy removes the path or not. */
export const removeBasePath = (url: string, basePath: string) =>
  basePath !== '' && (url === basePath || url.startsWith(`${basePath}/`)) ? url.slice(basePath.length) || '/' : url

/**
 * Replaces the forwarding headers of a request by what holds: the address of the client, and the host, scheme and prefix
 * that the nearest trusted proxy names. Fastify then believes all of them.
 */
export function normaliseForwardingHeaders({ headers, socket }: IncomingMessage, proxies: TrustedProxies) {
  const peer = proxies.getPeer(socket)
  const forwardedFor = headers['x-forwarded-for']?.toString()
  headers['x-forwarded-for'] = proxies.findClient(peer, { forwardedFor, forwarded: headers.forwarded }) ?? peer.address
  for (const [name, shape] of Object.entries(descriptions)) {
    const nearest = peer.trusted ? headers[name]?.toString().split(',').at(-1)?.trim() : undefined
    if (nearest && shape.test(nearest)) headers[name] = nearest
    else delete headers[name]
  }
}
