import type { Dispatcher, Pool } from 'undici'
import { Refusal } from '../refusal.ts'
import { endSpanAfter } from '../spans.ts'
import { UpstreamError } from './errors.ts'
import type { AnswerReceiver, Upstream, UpstreamRequest } from './upstream.ts'

/** Sends the request to the upstream and passes its answer on, all but the last byte. Throws an UpstreamError or a Refusal. */
export const forward = (
  upstream: Upstream,
  method: string,
  request: UpstreamRequest,
  to: AnswerReceiver,
): Promise<void> => {
  const work = dispatch(upstream, method, request, to)
  return request.span ? endSpanAfter(request.span, work) : work
}

function dispatch(upstream: Upstream, method: string, request: UpstreamRequest, to: AnswerReceiver): Promise<void> {
  const { connection } = upstream
  if (connection.protocol === 'http') return dispatchHttp(connection.pool, upstream, method, request, to)
  return connection.mllp.send(request, to).catch((error: Error) => {
    throw toUpstreamError(error, upstream)
  })
}

type UpstreamAddress = Pick<Upstream, 'timeout' | 'host' | 'port'>

const dispatchHttp = (
  pool: Pool,
  upstream: UpstreamAddress,
  method: string,
  request: UpstreamRequest,
  to: AnswerReceiver,
): Promise<void> =>
  new Promise((resolve, reject) => {
    pool.dispatch(
      {
        method: method as Dispatcher.HttpMethod,
        path: request.path,
        headers: request.headers,
        // undici takes any async iterable; its types name only some.
        body: request.body as Buffer | null,
        headersTimeout: upstream.timeout,
        bodyTimeout: upstream.timeout,
      },
      {
        onRequestStart: () => undefined,
        onResponseStart(controller, status, _headers, reason) {
          // An informational answer is followed by the final one.
          const raw = (controller.rawHeaders ?? []) as Buffer[]
          if (status < 200) return to.inform(status, reason, raw)
          request.span?.set({ 'http.response.status_code': status })
          to.start(status, reason, raw)
        },
        onResponseData(controller, chunk) {
          const ready = to.data(chunk)
          if (!ready) return
          controller.pause()
          ready.then(
            () => controller.resume(),
            (error: Error) => controller.abort(error),
          )
        },
        onResponseEnd(controller) {
          const trailers = controller.rawTrailers as Buffer[] | undefined
          if (trailers?.length) to.trailers(trailers.map((text) => text.toString('latin1')))
          resolve()
        },
        onResponseError: (_controller, error) => reject(toUpstreamError(error, upstream)),
      },
    )
  })

const timeoutCodes = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
])

function toUpstreamError(error: Error, { timeout, host, port }: UpstreamAddress) {
  if (error instanceof Refusal || error instanceof UpstreamError) return error
  const code = 'code' in error ? String(error.code) : error.name
  if (timeoutCodes.has(code)) return new UpstreamError(504, `Request took longer than ${timeout}ms`)
  return new UpstreamError(502, `${host}:${port} ${errorTexts[code] ?? `failed: ${code}`}`)
}

const errorTexts: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection before it answered',
  UND_ERR_SOCKET: 'closed the connection before it answered',
  ENOTFOUND: 'has no address: the name is unknown',
  EAI_AGAIN: 'has no address: the name service did not answer',
  HPE_INVALID_CONSTANT: 'did not answer in HTTP',
  HPE_INVALID_VERSION: 'did not answer in HTTP',
  HPE_INVALID_HEADER_TOKEN: 'sent a malformed header',
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
