import { z } from 'zod'
import type { Api } from './api/endpoint.ts'
import { byId, Id, Timestamp } from './api/shapes.ts'
import { because } from './reasons.ts'
import { Reason } from './transactions/bodies.ts'

export const transactionStatuses = [
  'Processing',
  'Pending Async',
  'Successful',
  'Completed',
  'Completed with error(s)',
  'Failed',
] as const
export type TransactionStatus = (typeof transactionStatuses)[number]

const isText = (value: unknown) => typeof value === 'string'
const isHeaders = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((one) => isText(one) || (Array.isArray(one) && one.every(isText)))
// A header may be called `__proto__`, which a record of zod leaves out.
const Headers = z.custom<Record<string, string | string[]>>(isHeaders, because('must-be-headers')).meta({
  type: 'object',
  additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
})

/** Under this name its body is downloaded: `/transactions/:id/bodies/:part`. Absent when there was none. */
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

const Failure = z.object({ message: z.string(), stack: z.string().optional() })

/** What differs between a transaction and the one that it repeats. Bodies are told by size and SHA-256. */
export const RerunChange = z.object({ what: z.string(), from: z.string().optional(), to: z.string().optional() })
export type RerunChange = z.infer<typeof RerunChange>
const CallView = z.object({
  name: z.string(),
  group: z.string().optional(),
  primary: z.boolean().optional().describe('the call of the primary route; others were reported by its mediator'),
  request: RequestView.partial().optional(),
  response: ResponseView.optional(),
  error: Failure.optional(),
})

/** What a secondary route did. */
const RouteView = CallView.extend({
  orchestrations: z.array(CallView).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
})

/** One request through the gateway, with everything recorded of it, in OpenHIM's shape. Bodies that are not text are base64. */
export const Transaction = z.object({
  _id: Id,
  clientID: Id.optional(),
  clientIP: z.string(),
  authentication: z.string().optional().describe('what was recognised, such as "basic as clinic-1"'),
  channelID: Id,
  status: z.enum(transactionStatuses),
  request: RequestView,
  response: ResponseView.optional(),
  orchestrations: z.array(CallView).optional(),
  routes: z.array(RouteView).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  trailers: z.object({ request: Headers, response: Headers }).optional(),
  parentID: Id.optional().describe('the transaction that this one repeats'),
  childIDs: z.array(Id).describe('the transactions that repeat this one'),
  canRerun: z.boolean(),
  bodyTruncated: z
    .object({ request: z.boolean(), response: z.boolean() })
    .optional()
    .describe('larger than the channel keeps: only the first bytes are'),
  bodySize: z
    .object({ request: z.int().optional(), response: z.int().optional() })
    .optional()
    .describe('bytes that passed'),
  wasRerun: z.boolean(),
  autoRetry: z.boolean().describe('it failed, and waits to be repeated by itself'),
  autoRetryAttempt: z.int().optional(),
  rerun: z
    .object({ by: z.string(), taskID: Id, changes: z.array(RerunChange) })
    .optional()
    .describe('who asked for this repetition, in which task, and what was changed in it'),
  error: Failure.optional(),
  bodyEncoding: z
    .object({ request: z.enum(['utf-8', 'base64']).optional(), response: z.enum(['utf-8', 'base64']).optional() })
    .optional(),
})
export type Transaction = z.infer<typeof Transaction>

/** OpenHIM's representations. Anything unknown is `simple`. */
export const representations = ['simple', 'simpledetails', 'full', 'fulltruncate', 'bulkrerun'] as const
export type Representation = (typeof representations)[number]

export const Represented = z.enum(representations).catch('simple')

export const transactionsApi = {
  get: {
    method: 'GET',
    path: '/transactions/:id',
    summary: 'Show a transaction with everything recorded of it',
    permission: 'transaction-view-all',
    listed: true,
    params: byId,
    query: z.object({
      filterRepresentation: Represented.default('full'),
      reason: Reason.optional().describe('for seeing the bodies of a channel that demands one'),
    }),
    response: Transaction,
  },
} as const satisfies Api
