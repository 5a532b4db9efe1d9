/** The host of an upstream: a name, or an address of IPv4 or IPv6. */

/** The parts of an address that somebody pasted in place of a host. */
type AddressParts = {
  secured: boolean | undefined
  user: string | undefined
  host: string
  port: number | undefined
  path: string | undefined
}

const name = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i
const ipv4 = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/
const ipv6 = /^(?=[0-9a-f:.]{2,45}(?:%|$))(?=.*:.*:)(?!.*:::)[0-9a-f:]*(:\d{1,3}(\.\d{1,3}){3})?(%[\w.-]{1,32})?$/i

/** Tells if a text is a host alone. IPv6 may stand in brackets. */
export function isHost(text: string): boolean {
  const bare = /^\[(.*)\]$/.exec(text)?.[1]
  if (bare !== undefined) return ipv6.test(bare)
  // Digits with dots that are no address would be looked up as a name.
  if (/^[\d.]+$/.test(text)) return ipv4.test(text)
  return name.test(text) || ipv6.test(text)
}

/** Splits an address such as https://fhir.example:8443/r4 into its parts; undefined when it has no host. */
export function splitAddress(text: string): AddressParts | undefined {
  const found = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#@]+)(?::(\d{1,5}))?([/?#].*)?$/i.exec(
    text.trim(),
  )
  const [, scheme, user, host = '', port, path] = found ?? []
  const number = port === undefined ? undefined : Number(port)
  if (!isHost(host) || (number !== undefined && number > 65_535)) return undefined
  const secured = scheme === undefined ? undefined : /^(https|mllps|tls)$/i.test(scheme)
  return { secured, user, host, port: number, path: path === '/' ? undefined : path }
}
