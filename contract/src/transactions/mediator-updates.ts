import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id, Sentence } from '../api/shapes.ts'
import { tolerate } from '../api/unknown-fields.ts'
import { because } from '../reasons.ts'
import { transactionStatuses } from '../transactions.ts'

/** What mediators report: with their answers, and later through `PUT /transactions/:id`. */
const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const Headers = z
  .record(z.string().max(1000), z.union([HeaderValue, z.array(HeaderValue).max(1000)]))
  .transform((headers) =>
    Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, one])),
  )

const Instant = z.union([z.number(), z.string()]).transform((value, context) => {
  const time = typeof value === 'number' ? value : Date.parse(value)
  if (Number.isFinite(time)) return time
  context.addIssue({ code: 'custom', message: because('must-be-date') })
  return z.NEVER
})

// A mediator may put a document where a text belongs.
const Body = z
  .union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
  .transform((body) => (typeof body === 'string' ? body : JSON.stringify(body)))
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined)

const ReportedRequest = z.object({
  host: optional(z.string().max(253)),
  port: optional(z.union([z.string(), z.number()]).transform(String)),
  path: optional(z.string().max(10_000)),
  querystring: optional(z.string().max(10_000)),
  method: optional(z.string().max(20)),
  headers: optional(Headers),
  body: optional(Body),
  timestamp: optional(Instant),
})

export const ReportedResponse = z.object({
  status: z.coerce.number().int().min(100).max(599),
  headers: optional(Headers),
  body: optional(Body),
  timestamp: optional(Instant),
})
export type ReportedResponse = z.infer<typeof ReportedResponse>

const ReportedError = z.object({ message: z.string().max(10_000), stack: optional(z.string().max(100_000)) })

const Properties = z.record(z.string().max(1000), z.unknown())

export const ReportedCall = z.object({
  name: z.string().min(1).max(1000),
  group: optional(z.string().max(1000)),
  request: optional(ReportedRequest),
  response: optional(ReportedResponse),
  error: optional(ReportedError),
})
export type ReportedCall = z.infer<typeof ReportedCall>

const Calls = z.array(ReportedCall).max(1000)

export const ReportedRoute = ReportedCall.extend({
  orchestrations: optional(Calls),
  properties: optional(Properties),
})
export type ReportedRoute = z.infer<typeof ReportedRoute>

/** The body of an answer whose type is application/json+openhim. */
export const MediatorAnswer = z.object({
  'x-mediator-urn': optional(z.string().max(1000)),
  // A status that is none is not believed: the transaction gets the one that follows from the answers.
  status: z.enum(transactionStatuses).optional().catch(undefined),
  response: ReportedResponse,
  orchestrations: optional(Calls),
  properties: optional(Properties),
  error: optional(ReportedError),
})
export type MediatorAnswer = z.infer<typeof MediatorAnswer>

const each = <T extends z.ZodType>(one: T) =>
  z
    .union([z.strictObject({ $each: z.array(one).max(1000) }), z.array(one).max(1000), one])
    .transform((value): z.output<T>[] =>
      Array.isArray(value)
        ? value
        : typeof value === 'object' && value !== null && '$each' in value
          ? (value.$each as z.output<T>[])
          : [value as z.output<T>],
    )

/** What a mediator may change of a transaction. Lists replace what was reported before; `$push` adds to it. */
export const TransactionChanges = z.strictObject({
  'x-mediator-urn': optional(z.string().max(1000)),
  status: z.enum(transactionStatuses).optional(),
  response: ReportedResponse.optional(),
  orchestrations: Calls.optional(),
  routes: z.array(ReportedRoute).max(1000).optional(),
  properties: Properties.optional(),
  error: optional(ReportedError),
  $push: z
    .strictObject({ routes: each(ReportedRoute).optional(), orchestrations: each(ReportedCall).optional() })
    .optional(),
})
export type TransactionChanges = z.infer<typeof TransactionChanges>

/** A transaction that did not come through the gateway. What OpenHIM's documents have beside this is not taken over. */
export const NewTransaction = z.object({
  channelID: Id,
  clientID: optional(Id),
  clientIP: optional(z.string().max(100)),
  status: z.enum(transactionStatuses),
  request: ReportedRequest.required({ timestamp: true }),
  response: optional(ReportedResponse),
  orchestrations: optional(Calls),
  routes: optional(z.array(ReportedRoute).max(1000)),
  properties: optional(Properties),
  error: optional(ReportedError),
})
tolerate(NewTransaction, {
  ignored: ['childIDs', 'parentID', 'taskID', 'canRerun', 'autoRetry', 'autoRetryAttempt', 'wasRerun'],
})
export type NewTransaction = z.infer<typeof NewTransaction>

const ofChannel = { permission: 'channel-manage-all', listed: true, response: Sentence } as const

/** For mediators. They need what OpenHIM asks of them: the right to manage the channel. */
export const reportsApi = {
  create: {
    method: 'POST',
    path: '/transactions',
    summary: 'Record a transaction that did not come through the gateway',
    maxBody: maxBody.transaction,
    body: NewTransaction,
    status: 201,
    ...ofChannel,
  },
  change: {
    method: 'PUT',
    path: '/transactions/:id',
    summary: 'Report what came of a transaction: its status, its answer, and what was done for it',
    params: byId,
    maxBody: maxBody.transaction,
    body: TransactionChanges,
    ...ofChannel,
  },
  remove: {
    method: 'DELETE',
    path: '/transactions/:id',
    summary: 'Remove a transaction with all that is kept of it',
    params: byId,
    ...ofChannel,
  },
} as const satisfies Api
