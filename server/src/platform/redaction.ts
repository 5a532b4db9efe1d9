/** Headers that carry credentials, in lower case. Their values are never kept. */
export const credentialHeaders = [
  'cookie',
  'set-cookie',
  'x-api-key',
  'api-key',
  'apikey',
  'x-auth-token',
  'x-access-token',
  'auth-token',
] as const

export const notRecorded = '[not recorded]'

const secretParameters =
  /((?:^|&)(?:access_token|id_token|token|api_?key|apikey|password|client_secret|secret)=)[^&]*/gi

/** Credentials in a query string (RFC 6750 §2.3 warns of them) are not kept. */
export const withoutSecrets = (query: string) =>
  query.includes('=') ? query.replace(secretParameters, `$1${encodeURIComponent(notRecorded)}`) : query

const secret = new Set<string>([...credentialHeaders, 'authorization', 'proxy-authorization'])

/** Returns a JSON document, such as a mediator sends it, without the credentials in its headers and query strings. */
export const stringifyWithoutSecrets = (document: unknown) =>
  JSON.stringify(document, (name, value: unknown) => {
    if (secret.has(name.toLowerCase())) return notRecorded
    if (typeof value !== 'string') return value
    if (name === 'querystring') return withoutSecrets(value)
    return name === 'path' ? value.replace(/(?<=\?).*/s, withoutSecrets) : value
  })

const secretLengths = new Set([...secret].map(({ length }) => length))

/** Most names need not be compared: they have another length. */
const isSecret = (name: string) => secretLengths.has(name.length) && secret.has(name.toLowerCase())

/** A flat list of headers without the credentials in it, for headers that somebody else reports. */
export const withoutCredentials = (headers: readonly string[]) =>
  headers.map((text, i) => (i % 2 === 1 && isSecret(headers[i - 1] ?? '') ? notRecorded : text))
