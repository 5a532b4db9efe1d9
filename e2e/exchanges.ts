import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import type { Field, Framing } from './wire.ts'

/** A body is made anew from its seed whenever it is sent: none is held. */
export type Content = { size: number; seed: number; encoding: string | undefined }
export type Interim = { status: number; headers: Field[] }

/** A request, and what an upstream answers to it. */
export type Exchange = {
  method: string
  target: string
  headers: Field[]
  framing: Framing
  content: Content
  trailers: Field[]
  answer: {
    version: string
    status: number
    reason: string
    interim: Interim[]
    headers: Field[]
    framing: Framing
    content: Content
    trailers: Field[]
  }
}

const block = 64 * 1024

/** The bytes of a body: its compressed form when it has an encoding, so that it is one that could be read. */
export function* generateBytes({ size, seed, encoding }: Content): Generator<Buffer> {
  const noise = createHash('shake256', { outputLength: block }).update(String(seed)).digest()
  const compress = encoding === undefined ? undefined : encoders[encoding]
  if (compress) return yield compress(noise.subarray(0, size))
  for (let left = size; left > 0; left -= block) yield noise.subarray(0, left)
}

/** Compressed bodies have the size that they have. */
export const measureSize = (content: Content) => {
  if (content.encoding === undefined) return content.size
  const [bytes] = generateBytes(content)
  return bytes?.length ?? 0
}

const encoders: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gzipSync,
  // What is sent is noise: to look for patterns in it for long finds none.
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: zstdCompressSync,
}

const sizes = fc.oneof(
  { weight: 120, arbitrary: fc.nat(2_000) },
  { weight: 30, arbitrary: fc.constant(0) },
  // Where a body stops being held whole, and where a piece of it is full.
  { weight: 24, arbitrary: fc.integer({ min: 65_534, max: 65_538 }) },
  { weight: 16, arbitrary: fc.integer({ min: 262_142, max: 262_146 }) },
  { weight: 8, arbitrary: fc.integer({ min: 500_000, max: 3_000_000 }) },
  // Larger ones take the same way; the test tries one of them always.
  { weight: 1, arbitrary: fc.integer({ min: 3_000_000, max: 8_000_000 }) },
)

const content = fc.oneof(
  { weight: 4, arbitrary: fc.record({ size: sizes, seed: fc.nat(), encoding: fc.constant(undefined) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      size: fc.nat(block),
      seed: fc.nat(),
      encoding: fc.constantFrom('gzip', 'br', 'zstd'),
    }),
  },
)

const listChars = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i))
const token = listChars(0x21, 0x7e).filter((char) => /[\w!#$%&'*+.^`|~-]/.test(char))

// Those whose meaning the gateway must know are sent on purpose, never by chance.
const meant =
  /^(host|connection|keep-alive|proxy-.*|te|trailers?|transfer-encoding|upgrade|expect|content-(length|encoding)|authorization|forwarded|x-forwarded-.*|x-openhim-.*)$/i
const freeName = fc
  .string({ unit: fc.constantFrom(...token), minLength: 1, maxLength: 24 })
  .filter((name) => !meant.test(name))
const knownName = fc.constantFrom(
  'Accept',
  'ACCEPT-ENCODING',
  'accept-language',
  'Cache-Control',
  'Content-Type',
  'Cookie',
  'Date',
  'ETag',
  'If-None-Match',
  'Location',
  'Server',
  'User-Agent',
  'Vary',
  'Via',
  'WWW-Authenticate',
  'X-Api-Key',
  'x-request-id',
)
const value = fc
  .string({ unit: fc.constantFrom(...listChars(0x20, 0x7e), ...listChars(0x80, 0xff), '\t'), maxLength: 60 })
  .map((text) => text.replace(/^[ \t]+|[ \t]+$/g, ''))

const field = fc.tuple(fc.oneof(freeName, knownName), value)
const repeated = fc
  .tuple(freeName, fc.array(value, { minLength: 2, maxLength: 3 }))
  .map(([name, values]): Field[] => values.map((one, i) => [i % 2 ? name.toUpperCase() : name, one]))
const cookies = fc
  .array(value, { maxLength: 3 })
  .map((values): Field[] =>
    values.map((one, i) => [i % 2 ? 'set-cookie' : 'Set-Cookie', `c${i}=${one}; Path=/; SameSite=Lax`]),
  )
const privateHeader: Field[] = [
  ['Connection', 'keep-alive, X-Private'],
  ['X-Private', 'for the next one only'],
]
const rarely = (fields: Field[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant<Field[]>([]) }, { weight: 1, arbitrary: fc.constant(fields) })

// A media type that asks for something of the gateway is no plain answer.
const plain = (fields: Field[]): Field[] => fields.filter(([, text]) => !/json\+openhim/i.test(text))
const heads = (...more: fc.Arbitrary<Field[]>[]) =>
  fc
    .tuple(fc.array(field, { maxLength: 8 }), repeated, rarely(privateHeader), ...more)
    .map(([single, ...rest]) => plain([...(single as Field[]), ...rest.flat()]))

const trailers = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Field[]>([]) },
  { weight: 1, arbitrary: fc.array(fc.tuple(freeName, value), { minLength: 1, maxLength: 3 }) },
)
const withEncoding = (headers: Field[], { encoding }: Content, framing: Framing): Field[] =>
  encoding === undefined || framing === 'none' ? headers : [...headers, ['Content-Encoding', encoding]]

const segment = fc.string({
  unit: fc.constantFrom(...`abcXYZ019-_~!$&'()*+,;=:@"{}|^\``, '%20', '%C3%A9', '%2F'),
  maxLength: 12,
})
const query = fc.array(
  fc.string({ unit: fc.constantFrom(...`abcXYZ019-._~!$'()*+,;:@/?|`, '%26', '%3D', '='), maxLength: 10 }),
  { maxLength: 3 },
)
const target = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.option(query))
  .map(
    ([segments, parts]) =>
      `/${segments.join('/')}${parts ? `?${parts.map((part, i) => `q${i}=${part}`).join('&')}` : ''}`,
  )

const statuses = [
  200, 200, 200, 201, 202, 203, 204, 205, 206, 207, 226, 299, 300, 301, 302, 303, 304, 307, 308, 400, 401, 402, 403,
  404, 405, 406, 407, 409, 410, 412, 413, 415, 416, 417, 418, 421, 422, 426, 428, 429, 431, 451, 499, 500, 501, 502,
  503, 504, 511, 599,
]
const interim = fc.array(
  fc.record({
    status: fc.constantFrom(102, 103, 103, 104, 199),
    headers: fc.array(
      fc.oneof(fc.tuple(freeName, value), fc.constant<Field>(['link', '</style.css>; rel=preload; as=style'])),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 2 },
)

const answer = fc
  .record({
    version: fc.constantFrom('1.1', '1.1', '1.1', '1.0'),
    status: fc.constantFrom(...statuses),
    // The gateway passes on a reason phrase that is text.
    reason: fc.constantFrom('OK', 'Fine: all of it', '', Buffer.from('Não autorizado').toString('latin1')),
    interim: fc.oneof({ weight: 4, arbitrary: fc.constant<Interim[]>([]) }, { weight: 1, arbitrary: interim }),
    headers: heads(cookies),
    framing: fc.constantFrom<Framing>('length', 'length', 'chunked', 'chunked', 'close'),
    content,
    trailers,
  })
  .map((one) => {
    const bodyless = one.status === 204 || one.status === 304
    const framing: Framing = bodyless ? 'none' : one.version === '1.0' ? 'close' : one.framing
    const size = one.status === 205 ? { content: { ...one.content, size: 0, encoding: undefined } } : {}
    return {
      ...one,
      ...size,
      framing,
      interim: one.version === '1.0' ? [] : one.interim,
      headers: withEncoding(one.headers, one.content, framing),
      trailers: framing === 'chunked' ? one.trailers : [],
    }
  })

const forwarded = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Field[]>([]) },
  {
    weight: 1,
    arbitrary: fc.constant<Field[]>([
      ['X-Forwarded-For', '192.0.2.1'],
      ['Forwarded', 'for=192.0.2.1'],
      ['X-Forwarded-Host', 'outer.example.org'],
    ]),
  },
)

export const exchanges: fc.Arbitrary<Exchange> = fc
  .record({
    method: fc.constantFrom('GET', 'GET', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE'),
    target,
    headers: heads(forwarded, rarely([['Expect', '100-continue']])),
    framing: fc.constantFrom<Framing>('none', 'length', 'length', 'chunked'),
    content,
    trailers,
    answer,
  })
  .map((one) => {
    // A TRACE must not have a body (RFC 9110 §9.3.8); who sends none expects nothing of the other side.
    const framing: Framing = one.method === 'TRACE' ? 'none' : one.framing
    const headers = framing === 'none' ? one.headers.filter(([name]) => name !== 'Expect') : one.headers
    return {
      ...one,
      framing,
      headers: withEncoding(headers, one.content, framing),
      trailers: framing === 'chunked' ? one.trailers : [],
    }
  })
