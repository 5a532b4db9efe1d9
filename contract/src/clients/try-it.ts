import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id } from '../api/shapes.ts'
import { httpMethods } from '../channels.ts'
import { because } from '../reasons.ts'
import { refusalCodes, stages } from '../refusals.ts'
import { mechanisms } from '../system.ts'

/** A request that is only thought of. */
const Imagined = z.object({
  method: z.enum(httpMethods).default('GET'),
  path: z
    .string()
    .max(4000)
    .regex(/^\/[^\s#]*$/, because('must-be-request-path'))
    .describe('a query behind a question mark is not looked at'),
  contentType: z.string().max(255).optional(),
  body: z.string().max(1_000_000).optional().describe('only channels that go by content look at it'),
  address: z
    .union([z.ipv4(), z.ipv6()], because('must-be-ip-address'))
    .optional()
    .describe('where the request comes from; without it no address is refused'),
})

/** What the gateway would decide about it. */
export const Verdict = z.object({
  allowed: z.boolean(),
  channel: z.object({ _id: Id, name: z.string() }).optional().describe('the channel that takes it'),
  by: z
    .enum(['public', 'client', 'role'])
    .optional()
    .describe('what lets it in: anyone may use the channel, this client, or one of its roles'),
  role: z.string().optional(),
  stage: z.enum(stages).optional().describe('where it would be turned away'),
  code: z.enum(refusalCodes).optional(),
  status: z.int().optional(),
  reason: z.string().optional(),
  addressMatters: z.boolean().describe('the channel takes only some addresses, and none was given'),
  mechanisms: z
    .array(
      z.object({
        mechanism: z.enum(mechanisms),
        enabled: z.boolean().describe('on this server'),
        ready: z.boolean().describe('the client has what it needs for it'),
      }),
    )
    .describe('how the client could prove who it is'),
})
export type Verdict = z.infer<typeof Verdict>

export const tryItApi = {
  tryIt: {
    method: 'POST',
    path: '/clients/:id/try',
    summary: 'Tell what the gateway would decide about a request of this client; nothing is sent',
    permission: 'client-view-all',
    resource: 'id',
    params: byId,
    maxBody: maxBody.sample,
    body: Imagined,
    response: Verdict,
  },
} as const satisfies Api
