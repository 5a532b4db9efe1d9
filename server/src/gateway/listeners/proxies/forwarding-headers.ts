// Headers in which proxies say how a request came to them. They are believed only of a trusted proxy.

/** The values of the forwarding headers. Several lines of one are joined by a comma. */
export type ForwardingHeaders = {
  [field in (typeof fields)[keyof typeof fields]]?: string
}

const fields = {
  forwarded: 'forwarded',
  'x-forwarded-for': 'forwardedFor',
  'x-forwarded-host': 'host',
  'x-forwarded-proto': 'proto',
  'x-forwarded-port': 'port',
  'x-forwarded-prefix': 'prefix',
} as const

const fieldOf = new Map<string, (typeof fields)[keyof typeof fields]>(Object.entries(fields))

export const forwardingHeaderNames = [...fieldOf.keys()]

/** Returns the headers with one more. */
export function addForwardingHeader(
  known: ForwardingHeaders | undefined,
  name: string,
  value: string,
): ForwardingHeaders | undefined {
  const field = fieldOf.get(name.toLowerCase())
  if (field === undefined) return known
  const headers = known ?? {}
  headers[field] = headers[field] === undefined ? value : `${headers[field]}, ${value}`
  return headers
}

const shapes = {
  proto: /^https?$/,
  host: /^[\w.:[\]-]{1,260}$/,
  port: /^\d{1,5}$/,
  prefix: /^(?:\/[\w.~%!$&'()*+,;=:@-]+)+$/,
}

/** Returns the value that the nearest proxy wrote, if it is well-formed. */
export function readNearest(headers: ForwardingHeaders | undefined, field: keyof typeof shapes): string | undefined {
  const all = headers?.[field]
  if (all === undefined) return undefined
  const last = all.slice(all.lastIndexOf(',') + 1).trim()
  return shapes[field].test(last) ? last : undefined
}
