import { z } from 'zod'
import type { Api } from './endpoint.ts'
import { byId, Id, Timestamp } from './shapes.ts'

export const transactionStatuses = [
  'Processing',
  'Pending Async',
  'Successful',
  'Completed',
  'Completed with error(s)',
  'Failed',
] as const
export type TransactionStatus = (typeof transactionStatuses)[number]

const Headers = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

const RequestView = z.object({
  host: z.string().optional(),
  port: z.string().optional(),
  path: z.string(),
  querystring: z.string(),
  method: z.string(),
  timestamp: Timestamp,
  headers: Headers.optional(),
  body: z.string().optional(),
})

const ResponseView = z.object({
  status: z.int(),
  timestamp: Timestamp,
  headers: Headers.optional(),
  body: z.string().optional(),
})

const Failure = z.object({ message: z.string(), stack: z.string().optional() })

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
  orchestrations: z
    .array(
      z.object({
        name: z.string(),
        request: RequestView,
        response: ResponseView.optional(),
        error: Failure.optional(),
      }),
    )
    .optional(),
  routes: z.array(z.unknown()).optional(),
  childIDs: z.array(Id),
  canRerun: z.boolean(),
  wasRerun: z.boolean(),
  autoRetry: z.boolean(),
  error: Failure.optional(),
  bodyEncoding: z
    .object({ request: z.enum(['utf-8', 'base64']).optional(), response: z.enum(['utf-8', 'base64']).optional() })
    .optional(),
})
export type Transaction = z.infer<typeof Transaction>

/** OpenHIM's representations. Anything unknown is `simple`. */
export const representations = ['simple', 'simpledetails', 'full', 'fulltruncate', 'bulkrerun'] as const
export type Representation = (typeof representations)[number]

const Represented = z.enum(representations).catch('simple')

const instant = z.union([z.number(), z.string()]).transform((value, context) => {
  const time = typeof value === 'number' ? value : Date.parse(value)
  if (Number.isFinite(time)) return time
  context.addIssue({ code: 'custom', message: 'must be a date' })
  return z.NEVER
})

// The console sends dates as a JSON string inside the JSON.
const fromJson = (value: unknown) => {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}

const TimeRange = z.preprocess(
  fromJson,
  z.strictObject({
    $gte: instant.optional(),
    $gt: instant.optional(),
    $lte: instant.optional(),
    $lt: instant.optional(),
  }),
)

const StatusCode = z.union([
  z.coerce.number().int().min(100).max(599),
  z.string().regex(/^[1-5]xx$/i, 'must be a status such as 404, or a class such as 4xx'),
])

/** Typed filters: an unknown key is refused, and no value is an operator or a pattern. */
export const TransactionFilters = z.strictObject({
  'request.timestamp': TimeRange.optional(),
  status: z.enum(transactionStatuses).optional(),
  channelID: Id.optional(),
  clientID: Id.optional(),
  'response.status': StatusCode.optional(),
  'request.method': z.string().max(20).optional(),
  'request.path': z.string().max(2000).optional().describe('a part of the path, in any case'),
  'request.querystring': z.string().max(2000).optional().describe('a part of the query, in any case'),
  'request.host': z.string().max(253).optional(),
  'request.port': z.coerce.string().max(5).optional(),
})
export type TransactionFilters = z.infer<typeof TransactionFilters>

const Filters = z.preprocess(
  (value) => (value === undefined || value === '' ? {} : fromJson(value)),
  TransactionFilters,
)

const paging = {
  filterLimit: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe('0 or absent: as many as the server gives at once'),
  filterPage: z.coerce.number().int().min(0).max(100_000).default(0),
}

export const transactionsApi = {
  list: {
    method: 'GET',
    path: '/transactions',
    summary: 'List transactions, newest first',
    permission: 'transaction-view-all',
    listed: true,
    query: z.object({
      ...paging,
      filterRepresentation: Represented.default('simple'),
      filters: Filters,
      before: Id.optional().describe('keyset paging: transactions older than this one'),
    }),
    response: z.union([z.array(Transaction), z.object({ count: z.int() })]),
  },
  get: {
    method: 'GET',
    path: '/transactions/:id',
    summary: 'Show a transaction with everything recorded of it',
    permission: 'transaction-view-all',
    listed: true,
    params: byId,
    query: z.object({ filterRepresentation: Represented.default('full') }),
    response: Transaction,
  },
  byClient: {
    method: 'GET',
    path: '/transactions/clients/:clientId',
    summary: 'List the transactions of a client, newest first',
    permission: 'transaction-view-all',
    listed: true,
    params: z.object({ clientId: Id }),
    query: z.object({ ...paging, filterRepresentation: Represented.default('simple'), before: Id.optional() }),
    response: z.array(Transaction),
  },
} as const satisfies Api
