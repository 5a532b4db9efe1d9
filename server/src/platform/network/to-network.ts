import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** One household or machine has a whole /64 of IPv6 (RFC 6177). */
export const toNetwork = (address: string) =>
  isIPv6(address) && !ipaddr.IPv6.parse(address).isIPv4MappedAddress()
    ? ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString()
    : address.slice(0, 64)
