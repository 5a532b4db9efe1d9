import ipaddr from 'ipaddr.js'
import { patternError } from '../patterns/pattern.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = { network: Address; kind: 'ipv4' | 'ipv6'; bits: number }

/** Undefined when every address is welcome. An IPv4 address that arrives in IPv6 form is IPv4. Throws PatternError. */
export function compileAddressRule(list: string[]): ((address: string) => boolean) | undefined {
  if (list.length === 0) return undefined
  const ranges = list.map((entry) => parseRange(entry.trim()))
  return (text) => {
    if (!ipaddr.isValid(text)) return false
    const address = ipaddr.process(text)
    const kind = address.kind()
    for (const range of ranges) if (range.kind === kind && address.match(range.network, range.bits)) return true
    return false
  }
}

export function isAddressOrNetwork(text: string): boolean {
  try {
    return parseRange(text.trim()) !== undefined
  } catch {
    return false
  }
}

function parseRange(entry: string): Range {
  const slash = entry.indexOf('/')
  const network = parseAddress(slash === -1 ? entry : entry.slice(0, slash))
  const widest = network?.kind() === 'ipv4' ? 32 : 128
  const bits = slash === -1 ? widest : parseBits(entry.slice(slash + 1))
  if (!network || bits === undefined || bits > widest) throw patternError('not-an-address', { entry })
  if (network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress() && bits >= 96)
    return { network: network.toIPv4Address(), kind: 'ipv4', bits: bits - 96 }
  return { network, kind: network.kind(), bits }
}

// The library also reads 10.1 and 0x7f.1, which people do not mean.
const parseAddress = (text: string): Address | undefined => {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined
}

const parseBits = (text: string) => (/^\d{1,3}$/.test(text) ? Number(text) : undefined)
