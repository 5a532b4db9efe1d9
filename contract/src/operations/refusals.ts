import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Id, Timestamp } from '../api/shapes.ts'
import { Explanation } from '../problem.ts'

/** The stages that can refuse a request. `receive` comes before identification: malformed, too large, too slow. */
export const stages = ['receive', 'identify', 'match', 'authorise', 'record'] as const
export type Stage = (typeof stages)[number]

/** The codes of refusals. Each belongs to one stage. The field `reason` explains the refusal in a sentence. */
export const refusalCodes = [
  // receive
  'malformed',
  'too-large',
  'too-slow',
  'client-gone',
  'not-implemented',
  'unknown-expectation',
  'proxy-protocol',
  'gateway-failed',
  // identify
  'no-credential',
  'unreadable-credential',
  'mechanism-off',
  'unknown-client',
  'no-password',
  'wrong-password',
  'too-many-passwords',
  'unknown-token',
  'early-credential',
  'expired-credential',
  'revoked-credential',
  'bad-jwt',
  'expired-jwt',
  'unknown-issuer',
  'untrusted-certificate',
  'expired-certificate',
  'early-certificate',
  'revoked-certificate',
  'wrong-usage',
  'too-deep',
  'unknown-domain',
  'shared-domain',
  'other-certificate',
  'wrong-domain',
  // match
  'no-channel',
  'disabled-channel',
  'wrong-method',
  'wrong-content',
  'no-route',
  'loop',
  // authorise
  'disabled-client',
  'not-allowed',
  'narrowed-token',
  'wrong-address',
  'wrong-origin',
  'over-limit',
  // record
  'not-recorded',
  // any stage: too many different refusals in one second
  'many',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** A refused request and the reason. */
export const Refusal = z.object({
  _id: Id,
  timestamp: Timestamp,
  lastSeen: Timestamp,
  count: z.int().describe('the number of equal refusals within one second'),
  clientIP: z.string(),
  client: z.string().optional().describe('the client that was identified, or that the credentials claim'),
  channel: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  status: z.int(),
  stage: z.enum(stages),
  code: z.enum(refusalCodes).optional().describe('absent in refusals of earlier versions'),
  reason: z.string(),
  explanations: z
    .array(Explanation)
    .describe('the reason in parts, each with what is needed to translate it; empty for a text of earlier versions'),
})
export type Refusal = z.infer<typeof Refusal>

/** Refusals with the same code, client or address, and channel. */
export const RefusalGroup = z.object({
  count: z.int().describe('the number of requests'),
  lastSeen: Timestamp,
  client: z.string().optional().describe('the client that was identified, or that the credentials claim'),
  clientIP: z.string().optional().describe('present when no client was identified'),
  channel: z.string().optional(),
  status: z.int(),
  stage: z.enum(stages),
  code: z.enum(refusalCodes).optional(),
})
export type RefusalGroup = z.infer<typeof RefusalGroup>

const Instant = z.iso.datetime({ offset: true })
const period = {
  since: Instant.optional().describe('last request at or after this instant'),
  until: Instant.optional().describe('first request before this instant'),
}

export const refusalsApi = {
  list: {
    method: 'GET',
    path: '/refusals',
    summary:
      'List refused requests of the visible channels, newest first; with the permission for all, also those of no channel',
    permission: 'transaction-view-all',
    listed: true,
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      id: Id.optional().describe('the id that the client was told'),
      before: Id.optional().describe('returns refusals older than this one'),
      ...period,
      client: z.string().optional(),
      clientIP: z.string().optional(),
      channel: z.string().optional().describe('name of a channel'),
      stage: z.enum(stages).optional(),
      code: z.enum(refusalCodes).optional(),
      find: z
        .string()
        .max(200)
        .optional()
        .describe('part of the client, channel, address or path, ignoring case, or an id'),
    }),
    exported: {
      columns: [
        '_id',
        'timestamp',
        'lastSeen',
        'count',
        'client',
        'clientIP',
        'channel',
        'method',
        'path',
        'status',
        'stage',
        'code',
        'reason',
      ],
      paging: { limit: 'limit', size: 1000, by: 'before' },
    },
    response: z.array(Refusal),
  },
  top: {
    method: 'GET',
    path: '/refusals/top',
    summary: 'Group the stored refusals by code, client or address, and channel, most frequent first',
    permission: 'transaction-view-all',
    listed: true,
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(10), ...period }),
    response: z.array(RefusalGroup),
  },
} as const satisfies Api
