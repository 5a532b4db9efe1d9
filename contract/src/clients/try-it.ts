import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { byId, Id } from '../api/shapes.ts'
import { httpMethods } from '../channels.ts'
import { refusalCodes, stages } from '../operations/refusals.ts'
import { Explanation } from '../problem.ts'
import { because } from '../reasons.ts'
import { mechanisms } from '../system.ts'

/** A hypothetical request. */
const HypotheticalRequest = z.object({
  method: z.enum(httpMethods).default('GET'),
  path: z
    .string()
    .max(4000)
    .regex(/^\/[^\s#]*$/, because('must-be-request-path'))
    .describe('the query string is ignored'),
  contentType: z.string().max(255).optional(),
  body: z.string().max(1_000_000).optional().describe('used only by channels that match content'),
  address: z
    .union([z.ipv4(), z.ipv6()], because('must-be-ip-address'))
    .optional()
    .describe('source address of the request; absent: the address is not checked'),
})

/** The decision that the gateway would take. */
export const Verdict = z.object({
  allowed: z.boolean(),
  channel: z.object({ _id: Id, name: z.string() }).optional().describe('the channel that matches'),
  by: z
    .enum(['public', 'client', 'role'])
    .optional()
    .describe('why the request is allowed: the channel is public, or it allows this client or one of its roles'),
  role: z.string().optional(),
  stage: z.enum(stages).optional().describe('the stage that would refuse the request'),
  code: z.enum(refusalCodes).optional(),
  status: z.int().optional(),
  reason: z.string().optional(),
  explanations: z.array(Explanation).optional().describe('the reason, with what is needed to translate it'),
  addressMatters: z.boolean().describe('the channel allows only some addresses, and the request names none'),
  mechanisms: z
    .array(
      z.object({
        mechanism: z.enum(mechanisms),
        enabled: z.boolean().describe('enabled on this server'),
        ready: z.boolean().describe('the client has the credentials for it'),
      }),
    )
    .describe('how the client could authenticate'),
})
export type Verdict = z.infer<typeof Verdict>

export const tryItApi = {
  tryIt: {
    method: 'POST',
    path: '/clients/:id/try',
    summary: 'Check what the gateway would decide about a request of this client; no request is sent',
    permission: 'client-view-all',
    resource: 'id',
    params: byId,
    maxBody: maxBody.sample,
    body: HypotheticalRequest,
    response: Verdict,
  },
} as const satisfies Api
