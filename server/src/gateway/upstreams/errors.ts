import { errors } from 'undici'
import { Refusal } from '../refusal.ts'
import type { Upstream } from './upstream.ts'

/** The kind of failure: the upstream did not answer, its answer is not usable, or the request could not be sent to it. */
type FailureKind = 'no-answer' | 'bad-answer' | 'bad-request'

/** An upstream gave no answer, a part of one, or one that cannot be used. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError'
  readonly status: 502 | 504
  readonly kind: FailureKind

  constructor(status: 502 | 504, message: string, kind: FailureKind = 'no-answer') {
    super(message)
    this.status = status
    this.kind = kind
  }
}

type UpstreamAddress = Pick<Upstream, 'timeout' | 'host' | 'port'>

const timeoutCodes = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
])

/** Returns the error of a call in words. A Refusal and an UpstreamError stay what they are. */
export function toUpstreamError(error: unknown, { timeout, host, port }: UpstreamAddress) {
  if (error instanceof Refusal || error instanceof UpstreamError) return error
  if (error instanceof errors.HTTPParserError)
    return new UpstreamError(502, `${host}:${port} ${describeMalformed(error)}`, 'bad-answer')
  const code = toErrorCode(error)
  if (timeoutCodes.has(code)) return new UpstreamError(504, `Request took longer than ${timeout}ms`)
  return new UpstreamError(502, `${host}:${port} ${errorTexts[code] ?? `failed: ${code}`}`, kindsOfCodes[code])
}

const errorTexts: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection before it answered',
  UND_ERR_SOCKET: 'closed the connection before it answered',
  ENOTFOUND: 'has no address: the name is unknown',
  EAI_AGAIN: 'has no address: the name service did not answer',
  UND_ERR_HEADERS_OVERFLOW: 'sent headers that are too large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'sent a body that does not match its Content-Length',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'was sent a body that does not match its Content-Length',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate that is not trusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'has a certificate that is not trusted',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
}

const kindsOfCodes: Record<string, FailureKind> = {
  UND_ERR_HEADERS_OVERFLOW: 'bad-answer',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'bad-answer',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'bad-request',
}

/** Describes an answer that is not HTTP. The parser gives no code, but a sentence in brackets and the bytes that it refused. */
function describeMalformed(error: errors.HTTPParserError): string {
  const { message } = error
  const data = 'data' in error ? String(error.data) : ''
  const fault = /\((.*)\)$/.exec(message)?.[1] ?? message
  if (/^Invalid header (token|field char)$/.test(fault) && /^[ \t]*:/.test(data))
    return 'sent a header with white space before its colon'
  if (/header/i.test(fault)) return 'sent a malformed header'
  return /^Expected HTTP|version|status|^Invalid word/i.test(fault) ? 'did not answer in HTTP' : `failed: ${fault}`
}

function toErrorCode(error: unknown) {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? String(error.code) : error.name
}
