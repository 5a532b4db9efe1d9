// Where the gateway and the management API are reached.
import { hostname } from 'node:os'
import { TrustedProxies } from '../../platform/network/trusted-proxies.ts'
import type { Settings } from '../../settings/settings.ts'

/** Returns the host names of the gateway. */
export const listHostNames = ({ router }: Settings) => [
  ...new Set([router.externalHostname, 'localhost', hostname(), '127.0.0.1', '::1']),
]

const isLoopback = (host: string) => /^(127\.|::1$|localhost$)/.test(host)

/** Off loopback the management port speaks TLS, unless it is told that a proxy does. */
export const chooseProtocol = ({ protocol, host }: Settings['api']) => protocol ?? (isLoopback(host) ? 'http' : 'https')

const isEveryAddress = (host: string) => host === '0.0.0.0' || host === '::'

/** Returns the address at which a person on the same machine opens the console and calls the management API. */
export function buildApiAddress(api: Settings['api']): string {
  const name = isLoopback(api.host) || isEveryAddress(api.host) ? 'localhost' : api.host
  return `${chooseProtocol(api)}://${name.includes(':') ? `[${name}]` : name}:${api.port}`
}

/** The earlier setting `api.trustProxy` trusts one proxy, when no other is named. */
export function trustedProxiesOfApi({ trustedProxies, api }: Settings) {
  const namesNone = typeof trustedProxies === 'object' && trustedProxies.length === 0
  return new TrustedProxies(api.trustProxy && namesNone ? 1 : trustedProxies)
}
