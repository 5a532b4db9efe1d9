import type { Representation, Transaction } from '@mediary/contract/transactions'
import { Transaction as TransactionShape } from '@mediary/contract/transactions'
import type { Heads } from '../bodies/index.ts'
import { type ShownBody, toShownBody } from './body-text.ts'
import { toHeaders, toOrchestrationViews, toRouteViews } from './call-view.ts'
import type { Call } from './calls.ts'
import type { Lineage } from './lineage.ts'
import { toPrimaryCallViews } from './primary-call-view.ts'
import { toTruncation } from './recording/truncation.ts'
import type { TransactionRow } from './store.ts'

/** Parts that may be shown: request, response, and those of calls. */
export type Bodies = Record<string, Uint8Array | undefined>

type ViewParts = {
  /** Undefined when they are not shown. */
  heads?: Heads | undefined
  lineage?: Lineage | undefined
  calls?: readonly Call[]
  names?: { channelName: string | undefined; clientName: string | undefined }
}

/** OpenHIM's document. `simple` has neither headers nor bodies, `simpledetails` no bodies, `fulltruncate` short ones. */
export function toView(
  row: TransactionRow,
  representation: Representation,
  bodies: Bodies = {},
  { heads, lineage, calls = [], names }: ViewParts = {},
): Transaction {
  const detailed = representation !== 'simple' && representation !== 'bulkrerun'
  const isPreview = representation === 'fulltruncate'
  const isTruncated = toTruncation(row.truncated ?? 0)
  const show = (part: 'request' | 'response', headers: Heads['responseHeaders']) =>
    bodies[part] && toShownBody(bodies[part], headers ?? [], { isPreview, isTruncated: isTruncated[part] })
  const requestBody = show('request', heads?.requestHeaders)
  const responseBody = show('response', heads?.responseHeaders)
  const textOfPart = (part: string | null, headers: readonly string[]) => {
    const bytes = part === null ? undefined : bodies[part]
    return bytes && toShownBody(bytes, headers, { isPreview, isTruncated: false }).text
  }
  const request = toRequestView(row, { detailed, heads, body: requestBody })
  const response = toResponseView(row, { detailed, heads, body: responseBody })

  return TransactionShape.parse({
    _id: row.id,
    clientID: row.client ?? undefined,
    clientIP: row.client_ip,
    authentication: row.recognised ?? undefined,
    credential: row.credential ?? undefined,
    channelID: row.channel,
    ...names,
    status: row.status,
    request,
    response,
    ...(detailed && {
      orchestrations: [
        ...toOrchestrationViews(calls, textOfPart),
        ...toPrimaryCallViews(row, heads, { request, response, textOfPart }),
      ],
      routes: toRouteViews(calls, textOfPart),
      ...toTrailersView(row),
    }),
    properties: row.properties === null ? undefined : JSON.parse(row.properties),
    childIDs: [],
    autoRetry: false,
    ...lineage,
    canRerun: row.can_rerun === 1,
    ...(row.shadow === 1 && { shadow: true }),
    ...(heads && toDamageView(heads)),
    ...(row.truncated && { bodyTruncated: toTruncation(row.truncated) }),
    ...(row.truncated && {
      bodySize: { request: row.request_size ?? undefined, response: row.response_size ?? undefined },
    }),
    wasRerun: Boolean(lineage?.childIDs.length),
    error: row.error === null ? undefined : { message: row.error, stack: row.error_stack ?? undefined },
    bodyEncoding:
      requestBody || responseBody ? { request: requestBody?.encoding, response: responseBody?.encoding } : undefined,
  })
}

function toDamageView({ requestHeaders, responseHeaders }: Heads) {
  const damaged = { request: requestHeaders === undefined, response: responseHeaders === undefined }
  return damaged.request || damaged.response ? { headersDamaged: damaged } : {}
}

type SideView = { detailed: boolean; heads: Heads | undefined; body: ShownBody | undefined }

function toRequestView(row: TransactionRow, { detailed, heads, body }: SideView) {
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(row.host ?? '') ?? []
  return {
    host,
    port,
    path: row.path,
    querystring: row.query,
    method: row.method,
    timestamp: new Date(row.requested_at).toISOString(),
    ...(detailed && heads?.requestHeaders && { headers: toHeaders(heads.requestHeaders) }),
    ...(detailed && row.request_size !== 0 && { bodyPart: 'request' }),
    ...(body && { body: body.text }),
  }
}

function toResponseView(row: TransactionRow, { detailed, heads, body }: SideView) {
  if (row.response_status === null || row.responded_at === null) return undefined
  return {
    status: row.response_status,
    timestamp: new Date(row.responded_at).toISOString(),
    ...(detailed && heads?.responseHeaders && { headers: toHeaders(heads.responseHeaders) }),
    ...(detailed && row.response_size !== 0 && { bodyPart: 'response' }),
    ...(body && { body: body.text }),
  }
}

function toTrailersView({ trailers }: TransactionRow) {
  if (trailers === null) return {}
  const { request, response } = JSON.parse(trailers)
  return { trailers: { request: toHeaders(request), response: toHeaders(response) } }
}
