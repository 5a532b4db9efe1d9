// Reads what proxies write about the clients before them: X-Forwarded-For and Forwarded (RFC 7239).
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** The addresses of a chain of proxies, the client first. Undefined stands for an unknown or hidden one. */
export type ForwardedChain = readonly (string | undefined)[]

/** Returns an address in its shortest form; an IPv4 address in IPv6 form as IPv4. Undefined for anything else. */
export function normaliseAddress(text: string): string | undefined {
  const kind = text.includes('%') ? 0 : isIP(text)
  if (kind === 0) return undefined
  return kind === 4 ? text : ipaddr.process(text).toString()
}

const bracketed = /^\[([0-9a-f:.]+)\](?::[\w.-]{1,32})?$/i
const ipv4WithPort = /^([\d.]+)(?::[\w.-]{1,32})?$/

/** Reads a node as RFC 7239 §6 writes it: an address, with or without a port. Some proxies write IPv6 without brackets. */
function readNode(node: string): string | undefined {
  const [, address = node] = bracketed.exec(node) ?? ipv4WithPort.exec(node) ?? []
  return normaliseAddress(address)
}

/** Reads X-Forwarded-For. Several lines are joined by a comma. */
export const readForwardedFor = (value: string): ForwardedChain =>
  value.split(',').map((entry) => readNode(entry.trim().replace(/^"(.*)"$/, '$1')))

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const pair = new RegExp(`[ \\t]*(${token})=(?:(${token})|"((?:[^"\\\\]|\\\\.)*)")[ \\t]*`, 'y')

/** Reads Forwarded (RFC 7239 §4). Several lines are joined by a comma. Returns undefined when it is malformed. */
export function readForwarded(value: string): ForwardedChain | undefined {
  const chain: (string | undefined)[] = []
  let node: string | undefined
  for (let at = 0; ; at++) {
    pair.lastIndex = at
    const [matched, name = '', plain, quoted] = pair.exec(value) ?? []
    if (matched === undefined) {
      // Empty elements and pairs are allowed (RFC 9110 §5.6.1).
      while (value[at] === ' ' || value[at] === '\t') at++
    } else {
      at += matched.length
      if (name.toLowerCase() === 'for') node = readNode(plain ?? quoted?.replace(/\\(.)/g, '$1') ?? '')
    }
    if (at >= value.length) return [...chain, node]
    if (value[at] === ',') {
      chain.push(node)
      node = undefined
    } else if (value[at] !== ';') return undefined
  }
}
