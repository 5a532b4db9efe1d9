import { validateHeaderName, validateHeaderValue } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { MediatorAnswer } from '@mediary/contract/transactions/mediator-updates'
import { readResponseHead } from '../listeners/headers.ts'
import { UpstreamError } from '../upstreams/errors.ts'

/** Such an answer is read as a whole: a larger one is refused. */
export const maxMediatorAnswerBytes = 16 * 1024 * 1024

export const isMediatorAnswer = (contentType: string | undefined) =>
  contentType?.toLowerCase().includes('application/json+openhim') === true

type Decoded = { type: 'text'; text: string } | { type: 'fault'; reason: string }

const decoderOptions = { maxOutputLength: maxMediatorAnswerBytes }
const decoders: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: (bytes) => gunzipSync(bytes, decoderOptions),
  'x-gzip': (bytes) => gunzipSync(bytes, decoderOptions),
  deflate: (bytes) => inflateSync(bytes, decoderOptions),
  br: (bytes) => brotliDecompressSync(bytes, decoderOptions),
  zstd: (bytes) => zstdDecompressSync(bytes, decoderOptions),
  identity: (bytes) => bytes,
}

/** The answer of a mediator. `document` is what it was read from, and `length` the size of its text. */
export type ReadMediatorAnswer = { answer: MediatorAnswer; document: unknown; length: number }

/** Reads the answer of a mediator; its `response` is for the client. Throws UpstreamError when it cannot be read. */
export function readMediatorAnswer(bytes: Buffer, encoding: string | undefined): ReadMediatorAnswer {
  const decoded = decode(bytes, encoding)
  if (decoded.type === 'fault') throw unusableAnswer(decoded.reason)
  const document = parseJson(decoded.text)
  const answer = MediatorAnswer.safeParse(document)
  if (!answer.success) {
    const [issue] = answer.error.issues
    throw unusableAnswer(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  if (answer.data.response.status < 200) throw unusableAnswer('its status is not a final one')
  for (const [i, text] of (answer.data.response.headers ?? []).entries()) refuseInvalid(i % 2 === 0, text)
  return { answer: answer.data, document, length: decoded.text.length }
}

function decode(bytes: Buffer, encoding = 'identity'): Decoded {
  const decoder = decoders[encoding.trim().toLowerCase()]
  if (!decoder) return { type: 'fault', reason: `its encoding "${encoding}" is unknown` }
  try {
    return { type: 'text', text: decoder(bytes).toString() }
  } catch {
    return { type: 'fault', reason: `it is not ${encoding}, or larger than ${maxMediatorAnswerBytes} bytes` }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unusableAnswer('it is not JSON')
  }
}

/** A header that HTTP cannot carry would let a mediator write a second answer into the first. */
function refuseInvalid(isName: boolean, text: string) {
  try {
    if (isName) validateHeaderName(text)
    else validateHeaderValue('value', text)
  } catch {
    throw unusableAnswer('one of its headers is not a header')
  }
}

const unusableAnswer = (reason: string) =>
  new UpstreamError(502, `The mediator's answer cannot be used: ${reason}`, 'bad-answer')

/** The head of the answer as the client gets it: what tells how it was sent is said anew. */
export function buildMediatorHead({ response }: MediatorAnswer, length: number) {
  const sent: string[] = []
  const headers = response.headers ?? []
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (!/^content-(length|encoding)$/i.test(name)) sent.push(name, headers[i + 1] ?? '')
  }
  return readResponseHead([...sent, 'Content-Length', String(length)])
}
