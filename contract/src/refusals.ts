import { z } from 'zod'
import type { Api } from './api/endpoint.ts'
import { Id, Timestamp } from './api/shapes.ts'

/** Where in the life of a request it was turned away. `receive` is before anyone was identified: malformed, too large, too slow. */
export const stages = ['receive', 'identify', 'match', 'authorise', 'record'] as const
export type Stage = (typeof stages)[number]

/** Why, as a word that programs switch on; `reason` says it as a sentence. Each belongs to one stage. */
export const refusalCodes = [
  // receive
  'malformed',
  'too-large',
  'too-slow',
  'client-gone',
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
  'bad-jwt',
  'expired-jwt',
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
  // authorise
  'not-allowed',
  'wrong-address',
  // record
  'not-recorded',
  // any: many different ones in one second
  'many',
] as const
export type RefusalCode = (typeof refusalCodes)[number]

/** A request that was turned away, and why. */
export const Refusal = z.object({
  _id: Id,
  timestamp: Timestamp,
  lastSeen: Timestamp,
  count: z.int().describe('how many equal ones came within the same second'),
  clientIP: z.string(),
  client: z.string().optional().describe('the client it claimed to be, or was recognised as'),
  channel: z.string().optional(),
  method: z.string().optional(),
  path: z.string().optional(),
  status: z.int(),
  stage: z.enum(stages),
  code: z.enum(refusalCodes).optional().describe('absent from what was refused before there were codes'),
  reason: z.string(),
})
export type Refusal = z.infer<typeof Refusal>

/** Refusals that share the reason, the one who was turned away, and the channel. */
export const RefusalGroup = z.object({
  count: z.int().describe('how many requests'),
  lastSeen: Timestamp,
  client: z.string().optional().describe('the client it claimed to be, or was recognised as'),
  clientIP: z.string().optional().describe('when nobody was recognised'),
  channel: z.string().optional(),
  status: z.int(),
  stage: z.enum(stages),
  code: z.enum(refusalCodes).optional(),
})
export type RefusalGroup = z.infer<typeof RefusalGroup>

const Instant = z.iso.datetime({ offset: true })
const period = {
  since: Instant.optional().describe('last seen at or after this instant'),
  until: Instant.optional().describe('first seen before this instant'),
}

export const refusalsApi = {
  list: {
    method: 'GET',
    path: '/refusals',
    summary: 'List refused requests, newest first',
    permission: 'transaction-view-all',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      before: Id.optional().describe('the page after this refusal'),
      ...period,
      client: z.string().optional(),
      clientIP: z.string().optional(),
      channel: z.string().optional().describe('the name of a channel'),
      stage: z.enum(stages).optional(),
      code: z.enum(refusalCodes).optional(),
      find: z.string().max(200).optional().describe('a part of the client, channel, address or path, in any case'),
    }),
    response: z.array(Refusal),
  },
  top: {
    method: 'GET',
    path: '/refusals/top',
    summary: 'Group the refusals that are kept by reason, client or address, and channel; the most frequent first',
    permission: 'transaction-view-all',
    query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(10), ...period }),
    response: z.array(RefusalGroup),
  },
} as const satisfies Api
