import type { Channel, NewChannel } from '@mediary/contract/channels'
import ipaddr from 'ipaddr.js'
import { compilePattern, PatternFault } from '../platform/pattern.ts'
import { type ContentRule, contentRule } from './content.ts'
import { transformPath } from './path-transform.ts'
import type { Fault } from './rules.ts'

/** A channel whose patterns, lists and addresses are ready to be asked on the path of a request. */
export type CompiledChannel = {
  channel: Channel
  takesPath: (path: string) => boolean
  methods: ReadonlySet<string>
  contentTypes: ReadonlySet<string> | undefined
  takesContent: ContentRule | undefined
  allow: ReadonlySet<string>
  takesAddress: ((address: string) => boolean) | undefined
}

/** Throws PatternFault for what `patternFaults` would have named. */
export const compile = (channel: Channel): CompiledChannel => ({
  channel,
  takesPath: compilePattern(channel.urlPattern).test,
  methods: new Set(channel.methods),
  contentTypes: channel.matchContentTypes.length
    ? new Set(channel.matchContentTypes.map((type) => type.trim().toLowerCase()))
    : undefined,
  takesContent: contentRule(channel),
  allow: new Set(channel.allow),
  takesAddress: addressRule(channel.whitelist),
})

/** Each pattern of a channel that cannot be used, and why. */
export const patternFaults = (channel: NewChannel): Fault[] => [
  ...fault('urlPattern', () => compilePattern(channel.urlPattern)),
  ...fault(contentPath(channel), () => contentRule(channel)),
  ...fault('whitelist', () => addressRule(channel.whitelist)),
  ...channel.routes.flatMap(({ pathTransform }, i) =>
    pathTransform ? fault(`routes.${i}.pathTransform`, () => transformPath(pathTransform)) : [],
  ),
]

const contentPath = ({ matchContentRegex, matchContentXpath }: NewChannel) =>
  matchContentRegex ? 'matchContentRegex' : matchContentXpath ? 'matchContentXpath' : 'matchContentJson'

function fault(path: string, attempt: () => unknown): Fault[] {
  try {
    attempt()
    return []
  } catch (error) {
    if (error instanceof PatternFault) return [{ path, message: error.message }]
    throw error
  }
}

/** Undefined when every address is welcome. IPv4 addresses that arrive in IPv6 form are IPv4. */
function addressRule(list: string[]) {
  if (list.length === 0) return undefined
  const ranges = list.map(rangeOf)
  return (text: string) => {
    if (!ipaddr.isValid(text)) return false
    const address = ipaddr.process(text)
    return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
  }
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number]

function rangeOf(text: string): Range {
  const entry = text.trim()
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry)
  if (!ipaddr.isValid(entry))
    throw new PatternFault(`"${entry}" is neither an address nor a network such as 10.0.0.0/8`)
  const address = ipaddr.process(entry)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
