import { z } from 'zod'
import { type Api, maxBody } from './api/endpoint.ts'
import { byId, Id, Name, Sentence, Timestamp } from './api/shapes.ts'
import { because } from './reasons.ts'
import { fromJson, TimeRange, TransactionFilters } from './transactions/filters.ts'
import { transactionStatuses } from './transactions.ts'

export const taskStatuses = ['Queued', 'Processing', 'Paused', 'Cancelled', 'Completed', 'Pending Async'] as const
export type TaskStatus = (typeof taskStatuses)[number]

export const rowStatuses = ['Queued', 'Processing', 'Completed', 'Failed'] as const
export type RowStatus = (typeof rowStatuses)[number]

/** One transaction of a task. `rerunID` is the transaction that repeats it. */
const TaskTransaction = z.object({
  tid: Id,
  tstatus: z.enum(rowStatuses),
  error: z.string().optional(),
  rerunID: Id.optional(),
  rerunStatus: z.enum(transactionStatuses).optional(),
})

/** In which order transactions are repeated: all by time, or those of one key by time and the keys beside each other. */
export const OrderBy = z.union([
  z.literal('time'),
  z.strictObject({
    key: Name.describe('"client", "channel" or the name of a search key: transactions of one value never overlap'),
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
  rate: z.number().optional().describe('at most so many are started in a second'),
  orderBy: OrderBy,
  gathering: z.boolean().describe('its transactions are still being looked up: the total grows'),
})
export type Task = z.infer<typeof Task>

const TaskDetail = Task.extend({ transactions: z.array(TaskTransaction), totalFilteredTransactions: z.int() })

const batchSize = z.int().min(1).max(256)
const rate = z.number().positive().max(10_000)
const Pace = {
  batchSize: batchSize
    .nullish()
    .transform((size) => size ?? 1)
    .describe('so many at the same time'),
  rate: rate
    .nullish()
    .transform((rate) => rate ?? undefined)
    .describe('at most so many are started in a second'),
  orderBy: OrderBy.nullish().transform((order) => order ?? 'time'),
}
const Paused = z
  .boolean()
  .nullish()
  .transform((paused) => paused ?? false)

const json = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === undefined || value === '' ? {} : fromJson(value)), schema)

const paging = {
  filterLimit: z.coerce.number().int().min(0).max(10_000).default(0).describe('0: as many as the server gives at once'),
  filterPage: z.coerce.number().int().min(0).max(1_000_000).default(0),
}

const Tids = z.array(Id).min(1, because('must-name-a-transaction')).max(10_000)

/** Which transactions to repeat. Repetitions themselves are left out unless they are asked for. */
const Matching = z.object({ filters: json(TransactionFilters), includeReruns: z.boolean().default(false) })

export const whyNotRerunnable = [
  'body-not-stored',
  'under-way',
  'channel-disabled',
  'channel-deleted',
  'method-not-taken',
] as const
export type WhyNotRerunnable = (typeof whyNotRerunnable)[number]

const RerunPreview = z.object({
  matching: z.int().describe('how many would be in the task'),
  exact: z.boolean().describe('false: there are more, and everything here is said of the oldest of them'),
  answered: z.int().describe('were answered with 2xx'),
  repeatsWrites: z.int().describe('POST, PUT and PATCH that were answered with 2xx: an upstream would do it twice'),
  reruns: z.int().describe('repetitions that were left out, or are contained if they were asked for'),
  notRerunnable: z.array(z.object({ reason: z.enum(whyNotRerunnable), channelID: Id, transactions: z.int() })),
  oldest: Timestamp.optional(),
  newest: Timestamp.optional(),
})
export type RerunPreview = z.infer<typeof RerunPreview>

export const tasksApi = {
  list: {
    method: 'GET',
    path: '/tasks',
    summary: 'List the tasks of reruns, newest first; who may rerun only some channels sees only their own',
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
    response: z.array(Task),
  },
  get: {
    method: 'GET',
    path: '/tasks/:id',
    summary: 'Show a task with a page of its transactions',
    permission: 'transaction-rerun-all',
    listed: true,
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
    response: TaskDetail,
  },
  create: {
    method: 'POST',
    path: '/tasks',
    summary: 'Rerun transactions by their ids, oldest first; `Location` names the task',
    permission: 'transaction-rerun-all',
    listed: true,
    maxBody: maxBody.configuration,
    body: z.object({ tids: Tids, ...Pace, paused: Paused }),
    response: Sentence,
    status: 201,
  },
  update: {
    method: 'PUT',
    path: '/tasks/:id',
    summary: 'Pause, resume (Queued) or cancel a task, or change its pace',
    permission: 'transaction-rerun-all',
    listed: true,
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
    summary: 'Delete a task; what it has repeated stays in the record',
    permission: 'transaction-rerun-all',
    listed: true,
    params: byId,
    response: Sentence,
  },
  preview: {
    method: 'POST',
    path: '/tasks/preview',
    summary: 'Say what a rerun would do, and do nothing',
    permission: 'transaction-rerun-all',
    listed: true,
    maxBody: maxBody.configuration,
    body: z.union([z.object({ tids: Tids }), Matching]),
    response: RerunPreview,
  },
  bulk: {
    method: 'POST',
    path: '/bulkrerun',
    summary: 'Rerun every transaction that matches, oldest first',
    permission: 'transaction-rerun-all',
    listed: true,
    maxBody: maxBody.form,
    body: Matching.extend({ ...Pace, pauseQueue: Paused }),
    response: z.object({ success: z.boolean(), message: z.string(), taskID: Id }),
  },
  resend: {
    method: 'POST',
    path: '/transactions/:id/rerun',
    summary: 'Rerun one transaction, with changes if wanted; what was changed, and by whom, is kept',
    permission: 'transaction-rerun-all',
    listed: true,
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
        .describe('headers to set; null takes one away'),
      body: z.string().nullable().optional(),
      bodyEncoding: z.enum(['utf-8', 'base64']).default('utf-8'),
    }),
    response: z.object({ taskID: Id }),
    status: 201,
  },
} as const satisfies Api
