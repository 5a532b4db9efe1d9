// The health of routes: what the gateway learns about upstreams from the requests that it sends to them.
import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Id, Timestamp } from '../api/shapes.ts'

const routeStates = ['down', 'failing', 'up', 'silent'] as const
export type RouteState = (typeof routeStates)[number]

const failureKinds = ['no-answer', 'bad-answer', 'server-error'] as const
export type FailureKind = (typeof failureKinds)[number]

export const RouteHealth = z.object({
  channelID: Id,
  channel: z.string().describe('the name of the channel'),
  route: z.string().describe('the name of the route'),
  primary: z.boolean(),
  address: z.string().describe('host and port of the upstream'),
  state: z
    .enum(routeStates)
    .describe(
      'down: the last request got no answer. failing: the last answer was an error, or many of the last ones were. up: the upstream answers. silent: no request was sent to this address yet',
    ),
  since: Timestamp.optional().describe('since when the route has this state'),
  lastGood: Timestamp.optional().describe('the last answer below 500'),
  lastTried: Timestamp.optional().describe('the last request to this upstream'),
  lastFailure: z
    .object({
      at: Timestamp,
      kind: z
        .enum(failureKinds)
        .describe(
          'no-answer: no connection, or no answer in time. bad-answer: an answer that is not usable. server-error: status 500 or above',
        ),
      status: z.int().optional(),
      message: z.string(),
    })
    .optional(),
  recent: z.object({
    requests: z.int().describe('the number of requests that are remembered, at most 20'),
    failed: z.int().describe('those among them that failed'),
  }),
})
export type RouteHealth = z.infer<typeof RouteHealth>

export const healthApi = {
  routes: {
    method: 'GET',
    path: '/health/routes',
    summary:
      'List the health of each enabled route of the visible channels: down, failing, up or silent, and since when',
    permission: 'channel-view-all',
    listed: true,
    exported: {
      columns: [
        'channelID',
        'channel',
        'route',
        'primary',
        'address',
        'state',
        'since',
        'lastGood',
        'lastTried',
        'lastFailure.at',
        'lastFailure.message',
        'recent.requests',
        'recent.failed',
      ],
    },
    response: z.array(RouteHealth),
  },
} as const satisfies Api
