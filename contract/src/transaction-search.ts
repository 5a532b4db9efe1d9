import { z } from 'zod'
import type { Api } from './endpoint.ts'
import { Id } from './shapes.ts'
import { Represented, Transaction, transactionStatuses } from './transactions.ts'

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

export const transactionSearchApi = {
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
