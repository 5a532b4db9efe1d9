import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Settings } from '../../settings/settings.ts'
import type { TrustedProxies } from '../network/trusted-proxies.ts'
import { badRequest, misdirected } from './problem.ts'

/**
 * Returns a check of the Host header against DNS rebinding: a page can point a name of its own at this address, and its
 * reader's browser then takes the API for a part of that site. Addresses are no names and pass. A trusted proxy routes
 * by host itself.
 */
export function hostCheck(
  { host, allowedHosts, allowedOrigins }: Settings['api'],
  hosts: readonly string[],
  proxies: TrustedProxies,
): (request: FastifyRequest) => void {
  const origins = allowedOrigins.map((origin) => new URL(origin).hostname)
  const known = new Set(['localhost', host, ...hosts, ...allowedHosts, ...origins].map((name) => name.toLowerCase()))
  const isKnown = (name: string) =>
    name === '' || isIP(name.replace(/^\[(.*)\]$/, '$1')) > 0 || known.has(name) || name.endsWith('.localhost')

  return (request) => {
    if (request.raw.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host').length > 1)
      throw badRequest('several-hosts')
    const name = (request.hostname ?? '').toLowerCase().replace(/\.$/, '')
    if (isKnown(name) || proxies.getPeer(request.raw.socket).trusted) return
    throw misdirected('unknown-host', { host: name.slice(0, 253) })
  }
}
