// Finds routes that lead to this gateway. They are warned of, not refused: one channel may call another.
import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Channel } from '@mediary/contract/channels'
import { type Issue, issue } from '@mediary/contract/problem'
import { opensPort } from './ports.ts'

/** The ports of the gateway for HTTP, and the names of its host. */
export type OwnListeners = { ports: readonly number[]; hostNames: readonly string[] }

/** Returns a warning when a route leads to a listener of this gateway. A name is compared and not looked up. */
export function findOwnListener(
  { host, port }: { host: string; port: number },
  own: OwnListeners,
  channels: readonly Channel[],
): Issue | undefined {
  const isOwnPort = own.ports.includes(port) || channels.some((one) => opensPort(one) && one.tcpPort === port)
  return isOwnPort && isOwnHost(host, own.hostNames) ? issue('port', 'route-to-gateway', { port }) : undefined
}

function isOwnHost(host: string, hostNames: readonly string[]) {
  const bare = host
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .toLowerCase()
  if (!isIP(bare)) return bare === 'localhost' || hostNames.some((name) => name.toLowerCase() === bare)
  const address = bare.replace(/^::ffff:(?=\d+\.)/, '')
  // A connection to the address that means all addresses goes to this machine, too.
  return /^(127\..*|::1|0\.0\.0\.0|::)$/.test(address) || listOwnAddresses().includes(address)
}

const listOwnAddresses = () =>
  Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ address }) => address.toLowerCase()))
