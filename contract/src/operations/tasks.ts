import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { listKeys } from '../api/records.ts'
import { byId, Id, Name, Sentence, Timestamp } from '../api/shapes.ts'
import { tolerate } from '../api/unknown-fields.ts'
import { because } from '../reasons.ts'
import { fromJson, TimeRange, TransactionFilters } from '../transactions/filters.ts'
import { transactionStatuses } from '../transactions/statuses.ts'
import { rowStatuses, taskStatuses } from './tasks/statuses.ts'

/** A transaction of a task. `rerunID` is the id of its rerun. */
const TaskTransaction = z.object({
  tid: Id,
  tstatus: z.enum(rowStatuses),
  error: z.string().optional(),
  rerunID: Id.optional(),
  rerunStatus: z.enum(transactionStatuses).optional(),
})

/** The order of reruns: by time, or by time within each value of a key while the values run in parallel. */
export const OrderBy = z.union([
  z.literal('time'),
  z.strictObject({
    key: Name.describe('"client", "channel" or the name of a search key; reruns with the same value never overlap'),
  }),
])
export type OrderBy = z.infer<typeof OrderBy>

export const Task = z.object({
  _id: Id,
  status: z.enum(taskStatuses),
  user: z.string(),
  created: Timestamp,
  completedDate: Timestamp.optional(),
  totalTransactions: z.int(),
  remainingTransactions: z.int(),
  batchSize: z.int(),
  rate: z.number().optional().describe('maximum number of reruns started per second'),
  orderBy: OrderBy,
  gathering: z.boolean().describe('the server is still selecting transactions, and the total grows'),
})
export type Task = z.infer<typeof Task>

const TaskDetail = Task.extend({ transactions: z.array(TaskTransaction), totalFilteredTransactions: z.int() })

const batchSize = z.int().min(1).max(256)
const rate = z.number().positive().max(10_000)
const Pace = {
  batchSize: batchSize
    .nullish()
    .transform((size) => size ?? 1)
    .describe('maximum number of reruns at the same time'),
  rate: rate
    .nullish()
    .transform((rate) => rate ?? undefined)
    .describe('maximum number of reruns started per second'),
  orderBy: OrderBy.nullish().transform((order) => order ?? 'time'),
}
const Paused = z
  .boolean()
  .nullish()
  .transform((paused) => paused ?? false)

const json = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === undefined || value === '' ? {} : fromJson(value)), schema)

const paging = {
  filterLimit: z.coerce.number().int().min(0).max(10_000).default(0).describe('0: the maximum of the server'),
  filterPage: z.coerce.number().int().min(0).max(1_000_000).default(0),
}

const Tids = z.array(Id).min(1, because('must-name-a-transaction')).max(10_000)

/** A selection of transactions. It leaves out reruns unless `includeReruns` is set. */
const Matching = z.object({ filters: json(TransactionFilters), includeReruns: z.boolean().default(false) })

// OpenHIM's console sends the page of its list along: a bulk rerun takes everything that matches.
const listParameters = ['filterPage', 'filterLimit', 'filterRepresentation']
const BulkRerun = tolerate(Matching.extend({ ...Pace, pauseQueue: Paused }), { ignored: listParameters })

const rerunObstacles = [
  'in-shadow',
  'body-not-stored',
  'under-way',
  'channel-disabled',
  'channel-deleted',
  'method-not-taken',
  'path-not-taken',
  'content-not-taken',
  'client-deleted',
  'client-disabled',
  'client-not-allowed',
  'address-not-allowed',
] as const
export type RerunObstacle = (typeof rerunObstacles)[number]

const RerunPreview = z.object({
  matching: z.int().describe('number of transactions in the task'),
  exact: z.boolean().describe('false: there are more, and the preview covers only the oldest ones'),
  answered: z.int().describe('number of transactions with a 2xx response'),
  repeatsWrites: z
    .int()
    .describe('number of POST, PUT and PATCH requests with a 2xx response; a rerun repeats the write'),
  reruns: z.int().describe('number of reruns; left out, or included with includeReruns'),
  notRerunnable: z.array(z.object({ reason: z.enum(rerunObstacles), channelID: Id, transactions: z.int() })),
  oldest: Timestamp.optional(),
  newest: Timestamp.optional(),
})
export type RerunPreview = z.infer<typeof RerunPreview>

const pages = { limit: 'filterLimit', size: 1000, by: 'filterPage' } as const

export const tasksApi = {
  list: {
    method: 'GET',
    path: '/tasks',
    summary: 'List the rerun tasks, newest first; users with permission for some channels see only their own tasks',
    permission: 'transaction-rerun-all',
    listed: true,
    query: z.object({
      ...paging,
      filters: json(
        z.strictObject({
          status: z.enum(taskStatuses).optional(),
          user: z.string().max(320).optional(),
          created: TimeRange.optional(),
        }),
      ),
    }),
    exported: { columns: listKeys(Task.shape), paging: pages },
    response: z.array(Task),
  },
  get: {
    method: 'GET',
    path: '/tasks/:id',
    summary: 'Show a task with a page of its transactions',
    permission: 'transaction-rerun-all',
    anyResource: true,
    params: byId,
    query: z.object({
      ...paging,
      filters: json(
        z.strictObject({
          tstatus: z.enum(rowStatuses).optional(),
          rerunStatus: z.enum(transactionStatuses).optional(),
          hasErrors: z.enum(['yes', 'no']).optional(),
        }),
      ),
    }),
    exported: { rows: 'transactions', columns: listKeys(TaskTransaction.shape), paging: pages },
    response: TaskDetail,
  },
  create: {
    method: 'POST',
    path: '/tasks',
    summary:
      'Rerun transactions by id, oldest first; the `Location` header contains the address of the task. A single transaction that could not be sent again is refused with 400',
    permission: 'transaction-rerun-all',
    anyResource: true,
    maxBody: maxBody.configuration,
    body: z.object({ tids: Tids, ...Pace, paused: Paused }),
    response: Sentence,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/tasks/:id',
    summary: 'Pause, resume (Queued) or cancel a task, or change its speed',
    permission: 'transaction-rerun-all',
    anyResource: true,
    params: byId,
    body: z.object({
      status: z.enum(['Queued', 'Paused', 'Cancelled']).optional(),
      batchSize: batchSize.optional(),
      rate: rate.nullable().optional(),
    }),
    response: Sentence,
  },
  remove: {
    method: 'DELETE',
    path: '/tasks/:id',
    summary: 'Delete a task; its reruns stay',
    permission: 'transaction-rerun-all',
    anyResource: true,
    params: byId,
    response: Sentence,
  },
  preview: {
    method: 'POST',
    path: '/tasks/preview',
    summary: 'Preview a rerun without running it',
    permission: 'transaction-rerun-all',
    anyResource: true,
    maxBody: maxBody.configuration,
    body: z.union([z.object({ tids: Tids }), Matching]),
    response: RerunPreview,
  },
  bulk: {
    method: 'POST',
    path: '/bulkrerun',
    summary: 'Rerun all transactions that match a filter, oldest first',
    permission: 'transaction-rerun-all',
    anyResource: true,
    maxBody: maxBody.form,
    body: BulkRerun,
    response: z.object({ success: z.boolean(), message: z.string(), taskID: Id }),
  },
  rerunOne: {
    method: 'POST',
    path: '/transactions/:id/rerun',
    summary: 'Rerun a transaction, optionally with changes; the server records the changes and their author',
    permission: 'transaction-rerun-all',
    anyResource: true,
    params: byId,
    maxBody: maxBody.transaction,
    body: z.strictObject({
      method: z
        .string()
        .regex(/^[A-Z]{3,10}$/, because('must-be-method'))
        .optional(),
      path: z
        .string()
        .regex(/^\/[\x21\x22\x24-\x3e\x40-\x7e]*$/, because('must-be-path'))
        .max(8000)
        .optional(),
      querystring: z
        .string()
        .regex(/^[\x21\x22\x24-\x7e]*$/, because('must-be-query'))
        .max(8000)
        .optional(),
      headers: z
        .record(
          z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}$/, because('must-be-header-name')),
          z.union([z.string(), z.array(z.string())]).nullable(),
        )
        .optional()
        .describe('headers to set; null removes a header'),
      body: z.string().nullable().optional(),
      bodyEncoding: z.enum(['utf-8', 'base64']).default('utf-8'),
    }),
    response: z.object({ taskID: Id }),
    status: 201,
  },
} as const satisfies Api
