import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Id } from '../api/shapes.ts'
import { Represented, Transaction } from '../transactions.ts'
import { FiltersInAddress } from './filters.ts'

const paging = {
  filterLimit: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .optional()
    .describe('0 or absent: as many as the server gives at once'),
  filterPage: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('pages to skip; `before` and `after` reach any depth, this does not'),
  before: Id.optional().describe('keyset paging: transactions older than this one'),
  after: Id.optional().describe('keyset paging: the transactions that came next after this one'),
  patience: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(2_000)
    .describe(
      'milliseconds to look for what no index serves, before the answer says in `X-Searched-To` how far it has looked',
    ),
  filterRepresentation: Represented.default('simple'),
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
      filters: FiltersInAddress,
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
    query: z.object(paging),
    response: z.array(Transaction),
  },
} as const satisfies Api
