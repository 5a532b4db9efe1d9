import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { Id, Timestamp } from '../api/shapes.ts'
import { httpMethods } from '../channels.ts'
import { Explanation } from '../problem.ts'
import { SearchKey } from './search-keys.ts'

/** What a peer showed of itself when it was asked for TLS. */
const Tls = z.object({
  protocol: z.string(),
  trusted: z.boolean().describe('its certificate verifies, and is for this host'),
  problem: z.string().optional().describe('why it does not'),
  commonName: z.string().optional(),
  issuer: z.string().optional(),
  names: z.array(z.string()),
  ends: Timestamp,
})

export const connectionOutcomes = [
  'connected',
  'unknown-name',
  'refused',
  'unreachable',
  'timeout',
  'not-tls',
  'untrusted',
  'failed',
] as const

const Connection = z.object({
  outcome: z.enum(connectionOutcomes),
  milliseconds: z.int(),
  address: z.string().optional().describe('what the name stands for'),
  tls: Tls.optional(),
})
export type Connection = z.infer<typeof Connection>

/** Words the fault in another language: see `reasons.ts`. */
const faultReason = Explanation.pick({ reason: true, parameters: true }).partial().shape

const PatternCheck = z.object({
  fault: z.string().optional().describe('why the pattern cannot be used'),
  ...faultReason,
  paths: z.array(
    z.object({
      path: z.string(),
      takes: z.boolean(),
      first: z
        .object({ _id: Id, name: z.string() })
        .optional()
        .describe('another channel that would take it before this one'),
    }),
  ),
})
export type PatternCheck = z.infer<typeof PatternCheck>

const SearchKeyCheck = z.object({
  fault: z.string().optional().describe('why the key cannot be used'),
  ...faultReason,
  values: z.array(z.string()).describe('what would be indexed of the sample'),
})

/** Asked while a channel is being written, before it is saved. */
export const channelChecksApi = {
  pattern: {
    method: 'POST',
    path: '/channels/check-pattern',
    summary: 'Tell which paths a pattern takes, on the engine that the gateway runs, and who would come first',
    permission: 'channel-view-all',
    listed: true,
    maxBody: maxBody.configuration,
    body: z.object({
      urlPattern: z.string().max(2000),
      paths: z.array(z.string().max(4000)).max(50),
      name: z.string().max(255).default(''),
      priority: z.number().int().min(1).nullish(),
      methods: z
        .array(z.enum(httpMethods))
        .max(httpMethods.length)
        .default([...httpMethods]),
      channel: Id.optional().describe('the channel that is being changed: it is no rival of itself'),
    }),
    response: PatternCheck,
  },
  searchKey: {
    method: 'POST',
    path: '/channels/check-search-key',
    summary: 'Tell which values a search key takes out of a sample; nothing is kept',
    permission: 'channel-view-all',
    listed: true,
    maxBody: maxBody.sample,
    body: z.object({
      searchKey: SearchKey.omit({ name: true, hashed: true }),
      body: z
        .string()
        .max(256 * 1024)
        .default(''),
      headers: z
        .array(z.object({ name: z.string().max(200), value: z.string().max(8000) }))
        .max(100)
        .default([]),
      query: z.string().max(8000).default(''),
    }),
    response: SearchKeyCheck,
  },
  connection: {
    method: 'POST',
    path: '/channels/check-connection',
    summary: 'Tell whether a host and port can be reached, and what its TLS shows; nothing is sent there',
    permission: 'channel-manage-all',
    listed: true,
    body: z.object({
      host: z.string().trim().min(1).max(253),
      port: z.number().int().min(1).max(65535),
      secured: z.boolean().default(false),
      cert: Id.nullish().describe('id of the trusted certificate that alone is trusted'),
    }),
    response: Connection,
  },
} as const satisfies Api
