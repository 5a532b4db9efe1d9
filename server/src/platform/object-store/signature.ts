// AWS Signature Version 4, as S3 asks for it: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
import { createHash, createHmac } from 'node:crypto'

export type Credentials = { keyId: string; secret: string }

/** `path` is encoded already. The names of the headers are in lower case; `host`, `x-amz-date` and `x-amz-content-sha256` are among them. */
type SignedRequest = {
  method: string
  path: string
  query: Record<string, string>
  headers: Record<string, string>
}

type Scope = { credentials: Credentials; region: string; service?: string }

const algorithm = 'AWS4-HMAC-SHA256'

export const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/** Encodes text for a path or a query, as RFC 3986 does: only unreserved characters stay. */
export const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

/** Builds a query in the order of its names. */
export const buildQuery = (query: Record<string, string>) =>
  Object.entries(query)
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

/** Writes a time as the signature does: 20130524T000000Z. */
export const toSignedTime = (time: number) => new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, '')

/** Returns the Authorization header of a request. */
export function signRequest(
  { method, path, query, headers }: SignedRequest,
  { credentials, region, service = 's3' }: Scope,
): string {
  const time = headers['x-amz-date'] ?? ''
  const names = Object.keys(headers).sort()
  const canonical = [
    method,
    path,
    buildQuery(query),
    ...names.map((name) => `${name}:${headers[name]?.trim().replaceAll(/ +/g, ' ')}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'] ?? sha256(''),
  ].join('\n')
  const day = time.slice(0, 8)
  const scope = `${day}/${region}/${service}/aws4_request`
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${credentials.secret}`)
  const signature = createHmac('sha256', key)
    .update([algorithm, time, scope, sha256(canonical)].join('\n'))
    .digest('hex')
  return `${algorithm} Credential=${credentials.keyId}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`
}
