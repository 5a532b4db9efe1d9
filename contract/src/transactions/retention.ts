import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { byId, Id, Sentence, Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'

const days = z.coerce.number().gt(0).lt(36500).optional()

const Freed = z.object({
  transactions: z.int(),
  bytes: z.int().describe('of bodies'),
  atLeast: z.boolean().describe('there may be more'),
})

const Usage = z.object({
  channelID: Id,
  transactions: z.int(),
  bodyBytes: z.int(),
  kind: z
    .enum(['exact', 'estimated', 'at-least'])
    .describe('estimated: the bytes are reckoned from a sample; at-least: there are more transactions, too'),
  oldest: Timestamp.optional(),
})
export type Usage = z.infer<typeof Usage>

const Kept = z.object({
  channels: z.array(Usage),
  store: z.object({
    bytes: z.int().describe('of its files'),
    free: z.int().optional().describe('of these, room that is used again before the files grow'),
  }),
  disk: z.object({ bytes: z.int(), free: z.int() }).describe('of the data folder of this node'),
  settings: z.object({
    bodyDays: z.number().optional(),
    recordDays: z.number().optional(),
    maxBodiesMB: z.number().optional(),
    everyMinutes: z.number(),
  }),
  measured: Timestamp,
})

export const removedKinds = ['bodies', 'records', 'over-budget'] as const

/** What was removed of a channel on a day (UTC), and what of that was bytes of bodies. */
const Removal = z.object({
  day: z.iso.date(),
  channelID: Id.optional().describe('absent: the oldest bodies of any channel'),
  what: z.enum(removedKinds),
  transactions: z.int(),
  bytes: z.int(),
})
export type Removal = z.infer<typeof Removal>

export const retentionApi = {
  kept: {
    method: 'GET',
    path: '/retention',
    summary: 'Show what is kept of each channel the caller may see, and the room that it takes; measured once a minute',
    permission: 'channel-view-all',
    listed: true,
    response: Kept,
  },
  removals: {
    method: 'GET',
    path: '/retention/removals',
    summary: 'Show what was removed on which day, newest first',
    permission: 'channel-view-all',
    listed: true,
    query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    response: z.array(Removal),
  },
  preview: {
    method: 'GET',
    path: '/channels/:id/retention',
    summary: 'Show what ages of bodies and records would remove now, without removing it',
    permission: 'channel-view-all',
    resource: 'id',
    params: byId,
    query: z.object({ maxBodyAgeDays: days, maxRecordAgeDays: days }),
    response: z.object({ bodies: Freed, records: Freed }),
  },
  run: {
    method: 'POST',
    path: '/retention',
    summary: 'Remove now what has reached its age, instead of at the next turn',
    permission: 'channel-manage-all',
    body: z.object({
      compact: z
        .boolean()
        .default(false)
        .describe('then write the tables anew, so that their files hold nothing that was removed; recording waits'),
    }),
    response: z.object({ bodies: z.int(), records: z.int(), chunks: z.int(), overBudget: z.int() }),
  },
  keys: {
    method: 'GET',
    path: '/channels/:id/body-keys',
    summary: 'List the months whose sealed bodies of a channel can be opened',
    permission: 'channel-view-all',
    resource: 'id',
    params: byId,
    response: z.array(z.object({ month: z.string() })),
  },
  destroyKey: {
    method: 'DELETE',
    path: '/channels/:id/body-keys/:month',
    summary: 'Destroy the key of a month: its sealed bodies can never be opened again, nor those in backups',
    permission: 'channel-manage-all',
    resource: 'id',
    params: z.object({ ...byId.shape, month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, because('must-be-month')) }),
    response: Sentence,
  },
} as const satisfies Api
