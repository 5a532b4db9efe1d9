// What each header of a request or an answer is to the gateway.
import { credentialHeaders } from '../../platform/redaction.ts'
import { forwardingHeaderNames } from './proxies/forwarding-headers.ts'

/** The meaning of a header to the gateway. A header that has none passes. */
export type Kind =
  | 'hop'
  | 'chunked'
  | 'host'
  | 'reserved'
  | 'credential'
  | 'authorization'
  | 'length'
  | 'type'
  | 'encoding'
  | 'forwarding'
  | 'via'
  | 'replaced'
  | 'dropped'
  | 'upgrade'
  | 'read'
  | 'passes'

/** Headers that other files of the gateway read or replace. */
const readElsewhere = [
  'accept',
  'accept-encoding',
  'access-control-request-method',
  'enrolment-code',
  'origin',
  'traceparent',
  'tracestate',
  'x-request-id',
] as const

/** A header that is read by its name. */
export type ReadHeader = (typeof readElsewhere)[number] | 'forwarded' | 'x-forwarded-for'

/** All headers that mean something to the gateway. */
export const headerKinds: Record<string, Kind> = {
  // RFC 9110 §7.6.1. `expect` is answered by the gateway itself (§10.1.1).
  connection: 'hop',
  'keep-alive': 'hop',
  'proxy-connection': 'hop',
  'proxy-authenticate': 'hop',
  te: 'hop',
  trailer: 'hop',
  'transfer-encoding': 'chunked',
  upgrade: 'upgrade',
  expect: 'hop',
  host: 'host',
  authorization: 'authorization',
  'proxy-authorization': 'hop',
  ...Object.fromEntries(credentialHeaders.map((name) => [name, 'credential' as const])),
  'content-length': 'length',
  'content-type': 'type',
  'content-encoding': 'encoding',
  ...Object.fromEntries(forwardingHeaderNames.map((name) => [name, 'forwarding' as const])),
  via: 'via',
  ...Object.fromEntries(readElsewhere.map((name) => [name, 'read' as const])),
  // The gateway says how the request came to it; what the client says of that is recorded only.
  'x-forwarded-server': 'replaced',
  'x-real-ip': 'replaced',
  // Only the gateway may say these: an upstream believes them.
  'x-openhim-clientid': 'reserved',
  'x-openhim-transactionid': 'reserved',
  'x-openhim-lastrunat': 'reserved',
}
