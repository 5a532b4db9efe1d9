import { z } from 'zod'
import type { Api } from './endpoint.ts'
import { Id, Timestamp } from './shapes.ts'

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

export const refusalsApi = {
  list: {
    method: 'GET',
    path: '/refusals',
    summary: 'List refused requests, newest first',
    permission: 'transaction-view-all',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      before: Id.optional().describe('the page after this refusal'),
      client: z.string().optional(),
      stage: z.enum(stages).optional(),
      code: z.enum(refusalCodes).optional(),
      find: z.string().max(200).optional().describe('a part of the client, channel, address or path, in any case'),
    }),
    response: z.array(Refusal),
  },
} as const satisfies Api
