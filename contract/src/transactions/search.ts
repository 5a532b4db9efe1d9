import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Id } from '../api/shapes.ts'
import { RepresentationParameter, Transaction } from '../transactions.ts'
import { FiltersParameter } from './filters.ts'

const paging = {
  filterLimit: z.coerce.number().int().min(0).max(10_000).optional().describe('0 or absent: the maximum of the server'),
  filterPage: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('number of pages to skip; use `before` and `after` for deep paging'),
  before: Id.optional().describe('keyset paging: returns transactions older than this one'),
  after: Id.optional().describe('keyset paging: returns the next transactions after this one'),
  patience: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(2_000)
    .describe(
      'timeout in milliseconds for a search without an index; the header `X-Searched-To` then tells how far the search came',
    ),
  filterRepresentation: RepresentationParameter.default('simple'),
}

const transactionColumns = [
  '_id',
  'request.timestamp',
  'response.timestamp',
  'status',
  'response.status',
  'request.method',
  'request.path',
  'request.querystring',
  'channelID',
  'channelName',
  'clientID',
  'clientName',
  'clientIP',
  'error.message',
  'parentID',
  'bodySize.request',
  'bodySize.response',
] as const

export const transactionSearchApi = {
  list: {
    method: 'GET',
    path: '/transactions',
    summary: 'List transactions, newest first',
    permission: 'transaction-view-all',
    listed: true,
    query: z.object({
      ...paging,
      filters: FiltersParameter,
    }),
    exported: {
      columns: transactionColumns,
      paging: { limit: 'filterLimit', size: 200, by: 'before' },
    },
    response: z.union([z.array(Transaction), z.object({ count: z.int() })]),
  },
  byClient: {
    method: 'GET',
    path: '/transactions/clients/:clientId',
    summary: 'List the transactions of a client, newest first',
    permission: 'transaction-view-all',
    listed: true,
    params: z.object({ clientId: Id }),
    query: z.object(paging),
    response: z.array(Transaction),
  },
} as const satisfies Api
