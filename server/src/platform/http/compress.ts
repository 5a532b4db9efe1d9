// Compresses the answers of the management API for slow links.
import { pipeline, Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib'
import { jsonSequence } from '@mediary/contract/api/batch'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { acceptsCoding } from './accept-encoding.ts'

/** Below this size, in bytes, the headers of an answer weigh more than what compression gains. */
const minSize = 1_024
/** Higher levels gain a few percent and cost the only core of a small server several times the time. */
const brotliLevel = 4

const isText = (type: string) => /^(application\/json|text\/(plain|html))\b/i.test(type)
const isSequence = (type: string) => type.startsWith(jsonSequence)
const isExport = (type: string) => /^(application\/x-ndjson|text\/csv)\b/i.test(type)

const quality = { [constants.BROTLI_PARAM_QUALITY]: brotliLevel }

const compressors = {
  br: (text: string) =>
    promisify(brotliCompress)(text, {
      params: { ...quality, [constants.BROTLI_PARAM_SIZE_HINT]: Buffer.byteLength(text) },
    }),
  gzip: (text: string) => promisify(gzip)(text),
}

/**
 * Returns the answer in the coding that the caller accepts. Only reads are compressed: what a write answers can hold a new
 * secret. The size of a compressed answer tells an attacker something only when he can make the browser of a user read it with
 * an input of his own (BREACH), and calls of other sites are refused before.
 */
export async function compressAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const isCandidate = request.method === 'GET' && reply.statusCode === 200 && !reply.hasHeader('content-encoding')
  const type = String(reply.getHeader('content-type') ?? '')
  const text = typeof payload === 'string' && payload.length >= minSize && isText(type) ? payload : undefined
  const isStream = isExport(type) || isSequence(type)
  const file = payload instanceof Readable && isStream ? payload : undefined
  if (!isCandidate || (text === undefined && file === undefined)) return payload
  reply.header('Vary', [reply.getHeader('Vary'), 'Accept-Encoding'].filter(Boolean).join(', '))
  // An export is compressed with gzip only.
  const codings = isExport(type) ? (['gzip'] as const) : (['br', 'gzip'] as const)
  const coding = codings.find((one) => acceptsCoding(String(request.headers['accept-encoding'] ?? ''), one))
  if (!coding) return payload
  reply.removeHeader('content-length')
  reply.header('Content-Encoding', coding)
  if (text !== undefined) return compressors[coding](text)
  // A file is compressed while it is read, and read only as fast as the caller receives it.
  return file && pipeline(file, createCompressor(coding, isSequence(type)), () => undefined)
}

/** Each record of a sequence leaves as soon as it is written. */
const createCompressor = (coding: 'br' | 'gzip', isSequence: boolean) =>
  coding === 'br'
    ? createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH, params: quality })
    : createGzip(isSequence ? { flush: constants.Z_SYNC_FLUSH } : {})
