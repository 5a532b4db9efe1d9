// Limits of how much a client, a credential or a channel may use, and what it has used.
import { z } from 'zod'
import type { Api } from './api/endpoint.ts'
import { byId, Id, optional } from './api/shapes.ts'
import { because } from './reasons.ts'

const limitModes = ['observe', 'enforce'] as const

/** The names of the limits. */
export const limitNames = ['requestsPerSecond', 'requestsPerDay', 'concurrentRequests', 'bytesPerDay'] as const
export type LimitName = (typeof limitNames)[number]

const maxRate = 1_000_000
const maxPerDay = 1e15

export const Limits = z
  .object({
    mode: z
      .enum(limitModes)
      .describe('observe: refuse nothing, and count what would be refused. enforce: refuse with 429'),
    requestsPerSecond: optional(z.number().min(0.01).max(maxRate)),
    burst: optional(z.int().min(1).max(maxRate)).describe(
      'requests that may come at once after a quiet time; absent: as many as in one second',
    ),
    requestsPerDay: optional(z.int().min(1).max(maxPerDay)).describe('a day begins at midnight UTC'),
    concurrentRequests: optional(z.int().min(1).max(maxRate)),
    bytesPerDay: optional(z.int().min(1).max(maxPerDay)).describe(
      'bytes of requests and responses; the request that reaches the limit is still answered',
    ),
  })
  .refine((limits) => limitNames.some((name) => limits[name] !== undefined), because('limits-empty'))
  .refine(({ burst, requestsPerSecond }) => burst === undefined || requestsPerSecond !== undefined, {
    error: because('burst-without-rate'),
    path: ['burst'],
  })
export type Limits = z.infer<typeof Limits>

/** The use of today, in UTC. The gateway writes it at least every second while there are requests. */
const LimitUse = z.object({
  day: z.iso.date(),
  requests: z.int().describe('admitted under limits'),
  bytes: z.int().describe('counted when bytesPerDay is set'),
  concurrentRequests: z.int().describe('places for requests under way that the workers hold'),
  refused: z.int().describe('requests that were refused, or would have been'),
})
export type LimitUse = z.infer<typeof LimitUse>

const LimitsInUse = z.object({ limits: Limits.nullable(), use: LimitUse })

/** Limits that the use of the last days would have kept. */
const Recommendation = z.object({
  days: z.int(),
  requests: z.int().describe('that were counted on these days'),
  exact: z.boolean().describe('false: for the seconds, only the newest requests were looked at'),
  perSecond: z.object({ p99: z.int(), max: z.int() }).describe('of the seconds with a request'),
  perDay: z.object({ p99: z.int(), max: z.int() }).describe('of the days with a request'),
  recommended: z
    .object({ requestsPerSecond: z.int(), burst: z.int(), requestsPerDay: z.int() })
    .nullable()
    .describe('half as much again as the p99; the burst is the busiest second. null: there were no requests'),
})
export type Recommendation = z.infer<typeof Recommendation>

const oneCredential = byId.extend({ credential: Id })
const period = z.object({ days: z.coerce.number().int().min(1).max(366).default(30) })
const ofClient = { permission: 'client-view-all', resource: 'id', params: byId } as const
const ofChannel = { permission: 'channel-view-all', resource: 'id', params: byId } as const

export const limitsApi = {
  client: {
    method: 'GET',
    path: '/clients/:id/limits',
    summary: 'Show the limits of a client and its use of today; PUT /clients/:id changes them',
    ...ofClient,
    response: LimitsInUse,
  },
  clientRecommendation: {
    method: 'GET',
    path: '/clients/:id/limits/recommendation',
    summary: 'Recommend limits of a client from its requests',
    ...ofClient,
    query: period,
    response: Recommendation,
  },
  channel: {
    method: 'GET',
    path: '/channels/:id/limits',
    summary: 'Show the limits of a channel and its use of today; PUT /channels/:id changes them',
    ...ofChannel,
    response: LimitsInUse,
  },
  channelRecommendation: {
    method: 'GET',
    path: '/channels/:id/limits/recommendation',
    summary: 'Recommend limits of a channel from its requests',
    ...ofChannel,
    query: period,
    response: Recommendation,
  },
  credential: {
    method: 'GET',
    path: '/clients/:id/credentials/:credential/limits',
    summary: 'Show the limits of a credential and its use of today',
    ...ofClient,
    params: oneCredential,
    response: LimitsInUse,
  },
  changeCredential: {
    method: 'PUT',
    path: '/clients/:id/credentials/:credential/limits',
    summary: 'Set the limits of a credential, or remove them',
    permission: 'client-manage-all',
    resource: 'id',
    params: oneCredential,
    body: z.object({ limits: Limits.nullable() }),
    response: LimitsInUse,
  },
} as const satisfies Api
