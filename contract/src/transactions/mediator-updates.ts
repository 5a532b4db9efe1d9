// The data that mediators send: in their responses, and later with `PUT /transactions/:id`.
import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id, optional, Sentence } from '../api/shapes.ts'
import { tolerate } from '../api/unknown-fields.ts'
import { because } from '../reasons.ts'
import { transactionStatuses } from './statuses.ts'

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String)
const Headers = z
  .record(z.string().max(1000), z.union([HeaderValue, z.array(HeaderValue).max(1000)]))
  .transform((headers) =>
    Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((single) => [name, single])),
  )

const Instant = z.union([z.number(), z.string()]).transform((value, context) => {
  const time = typeof value === 'number' ? value : Date.parse(value)
  if (Number.isFinite(time)) return time
  context.addIssue({ code: 'custom', message: because('must-be-date') })
  return z.NEVER
})

// Some mediators send a JSON document instead of text.
const Body = z
  .union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())])
  .transform((body) => (typeof body === 'string' ? body : JSON.stringify(body)))

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

/** The body of a response with the media type application/json+openhim. */
export const MediatorAnswer = z.object({
  'x-mediator-urn': optional(z.string().max(1000)),
  // An unknown status is ignored: the gateway then derives the status from the responses.
  status: z.enum(transactionStatuses).optional().catch(undefined),
  response: ReportedResponse,
  orchestrations: optional(Calls),
  properties: optional(Properties),
  error: optional(ReportedError),
})
export type MediatorAnswer = z.infer<typeof MediatorAnswer>

/** Accepts `{"$each": […]}`, a list or a single item, and returns a list. */
const oneOrMany = <T extends z.ZodType>(item: T) => {
  const items = z.array(item).max(1000)
  const many = z.strictObject({ $each: items }).transform(({ $each }) => $each)
  return z.union([many, items, item.transform((single) => [single])])
}

/** The changes that a mediator may make to a transaction. Lists replace the previous ones; `$push` appends. */
export const TransactionChanges = z.strictObject({
  'x-mediator-urn': optional(z.string().max(1000)),
  status: z.enum(transactionStatuses).optional(),
  response: ReportedResponse.optional(),
  orchestrations: Calls.optional(),
  routes: z.array(ReportedRoute).max(1000).optional(),
  properties: Properties.optional(),
  error: optional(ReportedError),
  $push: z
    .strictObject({ routes: oneOrMany(ReportedRoute).optional(), orchestrations: oneOrMany(ReportedCall).optional() })
    .optional(),
})
export type TransactionChanges = z.infer<typeof TransactionChanges>

/** A transaction that did not come through the gateway. Other fields of OpenHIM's documents are ignored. */
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

const ofChannel = { permission: 'channel-manage-all', anyResource: true, response: Sentence } as const

/** The endpoints for mediators. As in OpenHIM, they require the permission to manage the channel. */
export const mediatorUpdatesApi = {
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
    summary: 'Update a transaction with its status, response, orchestrations, routes and properties',
    params: byId,
    maxBody: maxBody.transaction,
    body: TransactionChanges,
    ...ofChannel,
  },
  remove: {
    method: 'DELETE',
    path: '/transactions/:id',
    summary: 'Delete a transaction with all recorded data',
    params: byId,
    ...ofChannel,
  },
} as const satisfies Api
