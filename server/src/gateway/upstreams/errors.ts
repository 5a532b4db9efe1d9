import { Refusal } from '../refusal.ts'
import { CallError } from './http1/call-error.ts'
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

/** Returns the error of a call in words. A Refusal and an UpstreamError stay what they are. */
export function toUpstreamError(
  error: unknown,
  { timeout, host, port }: Pick<Upstream, 'timeout' | 'host' | 'port'>,
): Refusal | UpstreamError {
  if (error instanceof Refusal || error instanceof UpstreamError) return error
  const code = toErrorCode(error)
  if (code === 'ETIMEDOUT' || (error instanceof CallError && error.kind === 'timeout'))
    return new UpstreamError(504, `Request took longer than ${timeout}ms`)
  if (error instanceof CallError)
    return new UpstreamError(502, `${host}:${port} ${error.message}`, kindsOfCallErrors[error.kind])
  return new UpstreamError(502, `${host}:${port} ${errorTexts[code] ?? `failed: ${code}`}`)
}

const kindsOfCallErrors: Record<CallError['kind'], FailureKind> = {
  timeout: 'no-answer',
  lost: 'no-answer',
  answer: 'bad-answer',
  request: 'bad-request',
}

const errorTexts: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection before it answered',
  ENOTFOUND: 'has no address: the name is unknown',
  EAI_AGAIN: 'has no address: the name service did not answer',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate that is not trusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'has a certificate that is not trusted',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
}

function toErrorCode(error: unknown) {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error ? String(error.code) : error.name
}
