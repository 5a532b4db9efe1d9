import { withoutCredentials } from '../../platform/redaction.ts'
import { withTraceparent } from '../../tracing/index.ts'
import { diffHeaders } from '../../transactions/index.ts'
import type { Gateway } from '../context.ts'
import type { Arrival } from '../listeners/request.ts'
import { buildVia, refuseTcpRing } from '../loop.ts'
import { startCallSpan } from '../spans.ts'
import type { Upstream } from '../upstreams/upstream.ts'
import { addForwardingHeaders } from './forwarding.ts'
import { buildRecordedHeaders, type Transaction } from './transaction.ts'

/** Builds the request that one upstream gets, without its body. `pathOnly` has no query. */
export function buildUpstreamRequest(gateway: Gateway, transaction: Transaction, upstream: Upstream) {
  const { arrival, caller, id, channel } = transaction
  const pathOnly = upstream.toPath(arrival.path)
  const about = {
    clientID: caller.client?.clientID,
    transactionId: id,
    pathOnly,
    via: buildVia(gateway, channel, arrival),
    uncompressed: channel.channel.rewriteUrls,
  }
  const headers = buildUpstreamHeaders(arrival, upstream, about)
  const span = startCallSpan(transaction, upstream, pathOnly)
  return {
    headers: span ? withTraceparent(headers, span) : headers,
    span,
    refuseOwn:
      upstream.connection.protocol === 'mllp' ? refuseTcpRing(gateway, channel, arrival, upstream.port) : undefined,
    path: arrival.query || arrival.queryIsEmpty ? `${pathOnly}?${arrival.query}` : pathOnly,
    pathOnly,
  }
}

/** Builds the headers that the upstream gets. The client's `Authorization` passes only when the route forwards it. */
function buildUpstreamHeaders(
  arrival: Arrival,
  upstream: Upstream,
  about: {
    clientID: string | undefined
    transactionId: string
    pathOnly: string
    via: string
    uncompressed: boolean
  },
) {
  const { head } = arrival
  // An answer can be rewritten only when it is not compressed.
  const headers = about.uncompressed ? removeAcceptEncoding(head.forwarded) : head.forwarded.slice()
  if (head.contentLength !== undefined && arrival.hasBody) headers.push('Content-Length', head.contentLength)
  const authorization = upstream.authorization ?? (upstream.forwardsAuthorization ? head.authorization : undefined)
  if (authorization !== undefined) headers.push('Authorization', authorization)
  headers.push('Via', about.via)
  addForwardingHeaders(headers, arrival, about.pathOnly)
  if (about.clientID !== undefined) headers.push('X-OpenHIM-ClientID', encodeHeaderValue(about.clientID))
  headers.push('X-OpenHIM-TransactionID', about.transactionId)
  return headers
}

/** Returns the headers that an upstream got, without credentials. A message over TCP has none. */
export const listSentHeaders = ({ connection }: Upstream, headers: readonly string[]) =>
  connection.protocol === 'http' ? withoutCredentials(headers) : undefined

/** Describes them by their difference from those of the request, which the record has already. */
export function describeSentHeaders({ arrival, caller }: Transaction, upstream: Upstream, headers: readonly string[]) {
  const sent = listSentHeaders(upstream, headers)
  return sent && diffHeaders(buildRecordedHeaders(arrival, caller), sent)
}

const removeAcceptEncoding = (headers: string[]) =>
  headers.filter((_, i) => !/^accept-encoding$/i.test(headers[i - (i % 2)] ?? ''))

/** A Client ID may have characters that a header cannot carry (RFC 9110 §5.5). */
const encodeHeaderValue = (text: string) => (/^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text))
