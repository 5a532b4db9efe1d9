import { z } from 'zod'
import { type Api, maxBody } from '../api/endpoint.ts'
import { Id, Timestamp } from '../api/shapes.ts'
import { httpMethods } from '../channels.ts'
import { Explanation } from '../problem.ts'
import { SearchKey } from './search-keys.ts'

/** The result of a TLS handshake with an upstream. */
const Tls = z.object({
  protocol: z.string(),
  trusted: z.boolean().describe('the certificate is valid for this host'),
  problem: z.string().optional().describe('why the certificate is not trusted'),
  commonName: z.string().optional(),
  issuer: z.string().optional(),
  names: z.array(z.string()),
  ends: Timestamp,
})

const connectionOutcomes = [
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
  address: z.string().optional().describe('the IP address of the host'),
  tls: Tls.optional(),
})
export type Connection = z.infer<typeof Connection>

/** Words the fault in another language: see `reasons.ts`. */
const translatableReason = Explanation.pick({ reason: true, parameters: true }).partial().shape

const PatternCheck = z.object({
  fault: z.string().optional().describe('why the pattern cannot be used'),
  ...translatableReason,
  paths: z.array(
    z.object({
      path: z.string(),
      takes: z.boolean(),
      first: z
        .object({ _id: Id, name: z.string() })
        .optional()
        .describe('another channel that matches this path first'),
    }),
  ),
})
export type PatternCheck = z.infer<typeof PatternCheck>

const SearchKeyCheck = z.object({
  fault: z.string().optional().describe('why the key cannot be used'),
  ...translatableReason,
  values: z.array(z.string()).describe('the values that would be indexed'),
})

const RouteCheck = z.object({
  warning: Explanation.optional().describe('why the route is probably a mistake; absent: nothing is known against it'),
})

/** Checks of a channel before it is saved. */
export const channelChecksApi = {
  pattern: {
    method: 'POST',
    path: '/channels/check-pattern',
    summary: 'Check which paths a URL pattern matches, and which channels match them first',
    permission: 'channel-view-all',
    anyResource: true,
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
      channel: Id.optional().describe('id of the edited channel, which is left out of the comparison'),
    }),
    response: PatternCheck,
  },
  searchKey: {
    method: 'POST',
    path: '/channels/check-search-key',
    summary: 'Check which values a search key finds in a sample; the sample is not stored',
    permission: 'channel-view-all',
    anyResource: true,
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
    summary: 'Check whether a host and port accept connections, and their TLS certificate; no request is sent',
    permission: 'channel-manage-all',
    anyResource: true,
    body: z.object({
      host: z.string().trim().min(1).max(253),
      port: z.number().int().min(1).max(65535),
      secured: z.boolean().default(false),
      cert: Id.nullish().describe('id of a trusted certificate; no other certificate is then trusted'),
    }),
    response: Connection,
  },
  route: {
    method: 'POST',
    path: '/channels/check-route',
    summary: 'Check whether a host and port are a listener of this gateway; the host is not looked up',
    permission: 'channel-manage-all',
    anyResource: true,
    body: z.object({ host: z.string().trim().min(1).max(253), port: z.number().int().min(1).max(65535) }),
    response: RouteCheck,
  },
} as const satisfies Api
