// A bucket of an object store that speaks the protocol of Amazon S3, with the path-style addresses that every such store takes.
import { buildQuery, type Credentials, encode, sha256, signRequest, toSignedTime } from './signature.ts'

type BucketAddress = {
  /** Such as https://minio.example.org:9000. */
  endpoint: string
  region: string
  bucket: string
  /** Begins the name of each object. */
  prefix: string
  credentials: Credentials
}

/** `missing`: there is no such object. `refused`: the store answered with an error. `unreachable`: it did not answer in time. */
type Kind = 'missing' | 'refused' | 'unreachable'

/** The object store could not do what it was asked for. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError'
  readonly kind: Kind

  constructor(kind: Kind, message: string, options: ErrorOptions = {}) {
    super(message, options)
    this.kind = kind
  }
}

type StoredObject = { name: string; size: number }
export type ObjectStore = ReturnType<typeof objectStore>

type Call = {
  method: 'GET' | 'PUT' | 'DELETE'
  name?: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: Uint8Array
  timeout: number
}

/** In milliseconds. Whoever waits for a body is a person or an upstream; nobody waits for what is larger than they read at a time. */
const standardTimeouts = { small: 10_000, large: 60_000 }
/** After a timeout, calls fail at once for so long: a page with many bodies does not wait for each of them. */
const pauseAfterTimeout = 2_000
const maxSmall = 2 * 1024 * 1024

const maxListed = 1000

/** Opens a bucket. Nothing is sent before somebody asks. */
export function objectStore(address: BucketAddress, timeouts = standardTimeouts) {
  const { prefix } = address
  const pausing = { until: 0 }
  const { host } = new URL(address.endpoint)

  const call = async (asked: Call, maxBytes: number): Promise<Uint8Array> => {
    if (performance.now() < pausing.until)
      throw new ObjectStoreError('unreachable', `The object store ${host} does not answer`)
    const answer = await send(address, asked).catch((error: unknown) => {
      if (isTimeout(error)) pausing.until = performance.now() + pauseAfterTimeout
      throw error
    })
    const bytes = await readAnswer(answer, answer.ok ? maxBytes : 4096, host)
    if (answer.ok) return bytes
    const code = /<Code>(\w+)<\/Code>/.exec(bytes.toString('latin1'))?.[1] ?? ''
    // Any other 404 may be that of a proxy, or of a wrong bucket.
    const isMissing = answer.status === 404 && code === 'NoSuchKey'
    throw new ObjectStoreError(
      isMissing ? 'missing' : 'refused',
      `The object store ${host} answered ${answer.status} ${code}`.trimEnd(),
    )
  }

  return {
    async put(name: string, bytes: Uint8Array): Promise<void> {
      await call({ method: 'PUT', name, body: bytes, timeout: timeouts.large }, 4096)
    },

    /** Reads so many bytes of an object, or fewer when it ends before. */
    async get(name: string, { first, size }: { first: number; size: number }): Promise<Uint8Array> {
      const headers = { range: `bytes=${first}-${first + size - 1}` }
      return call({ method: 'GET', name, headers, timeout: size > maxSmall ? timeouts.large : timeouts.small }, size)
    },

    /** It is no error when there is no such object. */
    async remove(name: string): Promise<void> {
      await call({ method: 'DELETE', name, timeout: timeouts.small }, 4096).catch((error: unknown) => {
        if (!(error instanceof ObjectStoreError && error.kind === 'missing')) throw error
      })
    },

    /** Lists objects whose names begin so, in the order of their names: at most `limit`. */
    async list(begin: string, limit = maxListed): Promise<StoredObject[]> {
      const query = { 'list-type': '2', prefix: `${prefix}${begin}`, 'max-keys': String(limit) }
      const xml = Buffer.from(await call({ method: 'GET', query, timeout: timeouts.small }, 1024 * 1024)).toString()
      return [...xml.matchAll(/<Contents>(.*?)<\/Contents>/gs)].flatMap(([, content = '']) => {
        // Our names have no character that XML would write otherwise.
        const name = /<Key>(.*?)<\/Key>/s.exec(content)?.[1] ?? ''
        const size = Number(/<Size>(\d+)<\/Size>/.exec(content)?.[1])
        return name.startsWith(prefix) ? [{ name: name.slice(prefix.length), size }] : []
      })
    },
  }
}

const isTimeout = (error: unknown) =>
  error instanceof ObjectStoreError && error.cause instanceof Error && error.cause.name === 'TimeoutError'

/** Sends a signed request. */
async function send(
  { endpoint, bucket, prefix, region, credentials }: BucketAddress,
  { method, name, query = {}, headers = {}, body, timeout }: Call,
): Promise<Response> {
  const { origin, host, pathname } = new URL(endpoint)
  const names = name === undefined ? [bucket] : [bucket, ...`${prefix}${name}`.split('/')]
  const path = `${pathname.replace(/\/+$/, '')}/${names.map(encode).join('/')}`
  const unsigned = {
    ...headers,
    'x-amz-content-sha256': sha256(body ?? ''),
    'x-amz-date': toSignedTime(Date.now()),
  }
  const signed = { method, path, query, headers: { ...unsigned, host } }
  const authorization = signRequest(signed, { credentials, region })
  const search = buildQuery(query)
  try {
    return await fetch(`${origin}${path}${search && `?${search}`}`, {
      method,
      headers: { ...unsigned, authorization, 'accept-encoding': 'identity' },
      // The signature is for this address only.
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
      ...(body && { body: Buffer.from(body) }),
    })
  } catch (cause) {
    throw new ObjectStoreError('unreachable', `The object store ${host} does not answer`, { cause })
  }
}

/** What answers may be anything: no more is read than was asked for. */
async function readAnswer(answer: Response, maxBytes: number, host: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of answer.body ?? []) {
      size += chunk.length
      if (size > maxBytes)
        throw new ObjectStoreError('refused', `The object store ${host} sends more than was asked for`)
      chunks.push(chunk)
    }
  } catch (cause) {
    if (cause instanceof ObjectStoreError) throw cause
    throw new ObjectStoreError('unreachable', `The object store ${host} broke off its answer`, { cause })
  }
  return Buffer.concat(chunks)
}
