import type { Dispatcher, Pool } from 'undici'
import { type Span, withTraceparent } from '../../tracing/index.ts'
import type { Arrival } from '../listeners/request.ts'
import type { Delivery } from '../proxy/response.ts'
import type { Transaction } from '../proxy/transaction.ts'
import { Refused } from '../refusal.ts'
import { endWith, spanOfCall } from '../spans.ts'
import { UpstreamFailed } from './errors.ts'
import type { Upstream } from './pool.ts'

export type Outgoing = {
  headers: string[]
  path: string
  body: Buffer | AsyncIterable<Uint8Array> | null
  /** When the call is traced: it ends with it. */
  span?: Span | undefined
}

/** Sends the request to the upstream and passes its answer on, all but the last byte. Throws UpstreamFailed or Refused. */
export const forward = (upstream: Upstream, method: string, outgoing: Outgoing, to: Delivery): Promise<void> => {
  const work = ask(upstream, method, outgoing, to)
  return outgoing.span ? endWith(outgoing.span, work) : work
}

function ask(upstream: Upstream, method: string, outgoing: Outgoing, to: Delivery): Promise<void> {
  const { line } = upstream
  if (line.speaks === 'http') return byHttp(line.pool, upstream, method, outgoing, to)
  return line.mllp.ask(outgoing, to).catch((error: Error) => {
    throw failureOf(error, upstream)
  })
}

type Named = Pick<Upstream, 'timeout' | 'host' | 'port'>

const byHttp = (pool: Pool, upstream: Named, method: string, outgoing: Outgoing, to: Delivery): Promise<void> =>
  new Promise((resolve, reject) => {
    pool.dispatch(
      {
        method: method as Dispatcher.HttpMethod,
        path: outgoing.path,
        headers: outgoing.headers,
        // undici takes any async iterable; its types name only some.
        body: outgoing.body as Buffer | null,
        headersTimeout: upstream.timeout,
        bodyTimeout: upstream.timeout,
      },
      {
        onRequestStart: () => undefined,
        onResponseStart(controller, status, _headers, reason) {
          // An informational answer is followed by the final one.
          const raw = (controller.rawHeaders ?? []) as Buffer[]
          if (status < 200) return to.inform(status, reason, raw)
          outgoing.span?.set({ 'http.response.status_code': status })
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
        onResponseError: (_controller, error) => reject(failureOf(error, upstream)),
      },
    )
  })

/** The request as one upstream gets it. `asked`: the path without the query. */
export function outgoingOf<Body>(transaction: Transaction, upstream: Upstream, body: Body) {
  const { arrival, caller, id, channel } = transaction
  const asked = upstream.pathOf(arrival.path)
  const told = { clientID: caller.client?.clientID, transactionId: id, plain: channel.channel.rewriteUrls }
  const headers = upstreamHeaders(arrival, upstream, told)
  const span = spanOfCall(transaction, upstream, asked)
  return {
    headers: span ? withTraceparent(headers, span) : headers,
    span,
    path: arrival.query || arrival.queryIsEmpty ? `${asked}?${arrival.query}` : asked,
    asked,
    body,
  }
}

/** The request's headers as the upstream gets them. `authorization` never passes unless the route forwards it. */
function upstreamHeaders(
  arrival: Arrival,
  upstream: Upstream,
  told: { clientID: string | undefined; transactionId: string; plain: boolean },
) {
  const { head, address, secure } = arrival
  // What is to be rewritten must not come compressed.
  const headers = told.plain ? withoutAcceptEncoding(head.forwarded) : head.forwarded.slice()
  if (head.contentLength !== undefined && arrival.hasBody) headers.push('Content-Length', head.contentLength)
  const authorization = upstream.authorization ?? (upstream.forwardsAuthorization ? head.authorization : undefined)
  if (authorization !== undefined) headers.push('Authorization', authorization)
  headers.push('X-Forwarded-For', head.forwardedFor === undefined ? address : `${head.forwardedFor}, ${address}`)
  const host = head.forwardedHost ?? head.host
  if (host !== undefined) headers.push('X-Forwarded-Host', host)
  headers.push('X-Forwarded-Proto', secure ? 'https' : 'http')
  if (head.forwardedBy !== undefined)
    headers.push('Forwarded', `${head.forwardedBy}, ${forwardedElement(arrival, host)}`)
  if (told.clientID !== undefined) headers.push('X-OpenHIM-ClientID', asHeader(told.clientID))
  headers.push('X-OpenHIM-TransactionID', told.transactionId)
  return headers
}

const withoutAcceptEncoding = (headers: string[]) =>
  headers.filter((_, i) => !/^accept-encoding$/i.test(headers[i - (i % 2)] ?? ''))

/** RFC 7239 §4: an IPv6 address is quoted and in brackets. */
const forwardedElement = ({ address, secure }: Arrival, host: string | undefined) =>
  `for=${address.includes(':') ? `"[${address}]"` : address}${host === undefined ? '' : `;host="${host}"`};proto=${secure ? 'https' : 'http'}`

/** A Client ID may have characters that a header cannot carry (RFC 9110 §5.5). */
const asHeader = (text: string) => (/^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text))

const tooLate = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ETIMEDOUT'])

function failureOf(error: Error, { timeout, host, port }: Named) {
  if (error instanceof Refused || error instanceof UpstreamFailed) return error
  const code = 'code' in error ? String(error.code) : error.name
  if (tooLate.has(code)) return new UpstreamFailed(504, `Request took longer than ${timeout}ms`)
  return new UpstreamFailed(502, `${host}:${port} ${words[code] ?? `failed: ${code}`}`)
}

const words: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'closed the connection before it had answered',
  UND_ERR_SOCKET: 'closed the connection before it had answered',
  ENOTFOUND: 'has no address: the name is unknown',
  EAI_AGAIN: 'has no address: the name service did not answer',
  HPE_INVALID_CONSTANT: 'did not answer in HTTP',
  HPE_INVALID_VERSION: 'did not answer in HTTP',
  HPE_INVALID_HEADER_TOKEN: 'sent a malformed header',
  UND_ERR_HEADERS_OVERFLOW: 'sent headers that are too large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'sent another length than it had announced',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'was sent another length than announced',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate that is not trusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'has a certificate that is not trusted',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
}
