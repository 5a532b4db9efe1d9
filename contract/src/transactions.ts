import { z } from 'zod'
import type { Api } from './api/endpoint.ts'
import { byId, Id, Timestamp } from './api/shapes.ts'
import { because } from './reasons.ts'
import { Reason } from './transactions/bodies.ts'
import { transactionStatuses } from './transactions/statuses.ts'

const isText = (value: unknown) => typeof value === 'string'
const isHeaders = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((header) => isText(header) || (Array.isArray(header) && header.every(isText)))
// A header can have the name `__proto__`, which z.record leaves out.
const Headers = z.custom<Record<string, string | string[]>>(isHeaders, because('must-be-headers')).meta({
  type: 'object',
  additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
})

/** The name under which the body can be downloaded: `/transactions/:id/bodies/:part`. Absent if there was no body. */
const bodyPart = z.string().optional()

const RequestView = z.object({
  host: z.string().optional(),
  port: z.string().optional(),
  path: z.string(),
  querystring: z.string(),
  method: z.string(),
  timestamp: Timestamp,
  headers: Headers.optional(),
  body: z.string().optional(),
  bodyPart,
})

const ResponseView = z.object({
  status: z.int(),
  timestamp: Timestamp,
  headers: Headers.optional(),
  body: z.string().optional(),
  bodyPart,
})

const ErrorView = z.object({ message: z.string(), stack: z.string().optional() })

/** A difference between a rerun and its parent. `from` and `to` describe bodies by size and SHA-256. */
export const RerunChange = z.object({ what: z.string(), from: z.string().optional(), to: z.string().optional() })
export type RerunChange = z.infer<typeof RerunChange>

const CallView = z.object({
  name: z.string(),
  group: z.string().optional(),
  primary: z.boolean().optional().describe('the request to the primary route; a mediator sent all others'),
  request: RequestView.partial().optional(),
  response: ResponseView.optional(),
  error: ErrorView.optional(),
})

/** The request to a secondary route and its response. */
const RouteView = CallView.extend({
  orchestrations: z.array(CallView).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})

/** A recorded request through the gateway, in OpenHIM's format. Binary bodies are in base64. */
const BodyEncoding = z
  .enum(['utf-8', 'decoded', 'base64'])
  .describe('utf-8: the text as it was sent; decoded: it was compressed or in another character set; base64: binary')

export const Transaction = z.object({
  _id: Id,
  clientID: Id.optional(),
  clientIP: z.string(),
  authentication: z.string().optional().describe('how the client was identified, such as "basic as clinic-1"'),
  credential: Id.optional().describe('the credential that was used, of GET /clients/:id/credentials'),
  clientName: z.string().optional().describe('the present name of the client, while it exists'),
  channelID: Id,
  channelName: z.string().optional().describe('the present name of the channel, while it exists'),
  status: z.enum(transactionStatuses),
  request: RequestView,
  response: ResponseView.optional(),
  orchestrations: z.array(CallView).optional(),
  routes: z.array(RouteView).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  trailers: z.object({ request: Headers, response: Headers }).optional(),
  parentID: Id.optional().describe('the transaction of which this one is a rerun'),
  childIDs: z.array(Id).describe('the reruns of this transaction'),
  canRerun: z.boolean(),
  shadow: z.literal(true).optional().describe('recorded in shadow mode: it was forwarded nowhere'),
  headersDamaged: z
    .object({ request: z.boolean(), response: z.boolean() })
    .optional()
    .describe('true: the stored headers are damaged on the disk, so they cannot be shown'),
  bodyTruncated: z
    .object({ request: z.boolean(), response: z.boolean() })
    .optional()
    .describe('true: the channel stores only the first bytes of the body'),
  bodySize: z
    .object({ request: z.int().optional(), response: z.int().optional() })
    .optional()
    .describe('size in bytes before truncation'),
  wasRerun: z.boolean(),
  autoRetry: z.boolean().describe('waits for an automatic retry'),
  autoRetryAttempt: z.int().optional(),
  rerun: z
    .object({ by: z.string(), taskID: Id, changes: z.array(RerunChange) })
    .optional()
    .describe('the user who started this rerun, its task and the changed fields'),
  error: ErrorView.optional(),
  bodyEncoding: z.object({ request: BodyEncoding.optional(), response: BodyEncoding.optional() }).optional(),
})
export type Transaction = z.infer<typeof Transaction>

/** OpenHIM's representations of a transaction. */
const representations = ['simple', 'simpledetails', 'full', 'fulltruncate', 'bulkrerun'] as const
export type Representation = (typeof representations)[number]

/** The parameter that selects a representation. An unknown value means `simple`. */
export const RepresentationParameter = z.enum(representations).catch('simple')

export const transactionsApi = {
  get: {
    method: 'GET',
    path: '/transactions/:id',
    summary: 'Show a transaction with all recorded data',
    permission: 'transaction-view-all',
    anyResource: true,
    params: byId,
    query: z.object({
      filterRepresentation: RepresentationParameter.default('full'),
      reason: Reason.optional().describe('reason for access to the bodies, if the channel requires one'),
    }),
    response: Transaction,
  },
} as const satisfies Api
