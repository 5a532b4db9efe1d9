import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { byId, Id, Sentence, Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'

const days = z.coerce.number().gt(0).lt(36500).optional()

const Freed = z.object({
  transactions: z.int(),
  bytes: z.int().describe('size of the bodies'),
  atLeast: z.boolean().describe('the real numbers can be higher'),
  held: z.int().describe('further transactions of that age, which legal holds keep'),
})

const Usage = z.object({
  channelID: Id,
  channel: z.string().optional().describe('its name'),
  transactions: z.int(),
  bodyBytes: z.int(),
  kind: z
    .enum(['exact', 'estimated', 'at-least'])
    .describe('estimated: the bytes are estimated from a sample. at-least: the real numbers are higher'),
  oldest: Timestamp.optional(),
})
export type Usage = z.infer<typeof Usage>

const bucketProblems = ['unreachable', 'refused', 'not-configured'] as const

const StorageUsage = z.object({
  channels: z.array(Usage),
  store: z.object({
    bytes: z.int().describe('size of the files of the store'),
    free: z.int().optional().describe('free space inside the files'),
  }),
  cold: z
    .object({
      transactions: z.int(),
      objects: z.int(),
      bodyBytes: z.int().describe('size of the bodies'),
      bytes: z.int().describe('size of the objects'),
      removals: z.int().describe('bodies that are removed, and are to be taken out of their objects'),
      answers: z.boolean().describe('the bucket answered just now, within two seconds'),
      problem: z.enum(bucketProblems).optional().describe('why it did not; refused: it answered with an error'),
    })
    .optional()
    .describe('bodies in a bucket; absent without one'),
  disk: z.object({ bytes: z.int(), free: z.int() }).describe('disk with the data folder of this node'),
  settings: z.object({
    bodyDays: z.number().optional(),
    recordDays: z.number().optional(),
    maxBodiesMB: z.number().optional(),
    everyMinutes: z.number(),
  }),
  measured: Timestamp,
  lastBackup: Timestamp.optional().describe('when the last backup was begun; absent: none is known'),
})

const removedKinds = ['bodies', 'records', 'over-budget'] as const

/** The transactions and bytes of bodies that were removed from a channel on a day (UTC). */
const Removal = z.object({
  day: z.iso.date(),
  channelID: Id.optional().describe('absent: the oldest bodies of all channels'),
  what: z.enum(removedKinds),
  transactions: z.int(),
  bytes: z.int(),
})
export type Removal = z.infer<typeof Removal>

export const retentionApi = {
  usage: {
    method: 'GET',
    path: '/retention',
    summary: 'Show the storage used by each visible channel; measured once a minute',
    permission: 'channel-view-all',
    anyResource: true,
    exported: { rows: 'channels', columns: ['channelID', 'channel', 'transactions', 'bodyBytes', 'kind', 'oldest'] },
    response: StorageUsage,
  },
  removals: {
    method: 'GET',
    path: '/retention/removals',
    summary: 'List the removed data by day, newest first',
    permission: 'channel-view-all',
    listed: true,
    query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
    exported: { columns: ['day', 'channelID', 'what', 'transactions', 'bytes'] },
    response: z.array(Removal),
  },
  preview: {
    method: 'GET',
    path: '/channels/:id/retention',
    summary: 'Preview what maximum ages for bodies and records would remove now',
    permission: 'channel-view-all',
    resource: 'id',
    params: byId,
    query: z.object({ maxBodyAgeDays: days, maxRecordAgeDays: days }),
    response: z.object({ bodies: Freed, records: Freed }),
  },
  run: {
    method: 'POST',
    path: '/retention',
    summary: 'Remove expired data now instead of in the next scheduled run',
    permission: 'channel-manage-all',
    body: z.object({
      compact: z
        .boolean()
        .default(false)
        .describe(
          'also rewrite the tables, so that their files no longer contain removed data; recording pauses meanwhile',
        ),
    }),
    response: z.object({
      bodies: z.int(),
      records: z.int(),
      chunks: z.int(),
      overBudget: z.int(),
      leftInBucket: z
        .boolean()
        .describe(
          'removed bodies still stand in the bucket, because it failed, another run is at it, or an object is damaged; nobody reads them. The next run tries again; a damaged object goes when all of its range is due',
        ),
    }),
  },
  keys: {
    method: 'GET',
    path: '/channels/:id/body-keys',
    summary: 'List the months of a channel whose encrypted bodies can still be decrypted',
    permission: 'channel-view-all',
    resource: 'id',
    params: byId,
    response: z.array(z.object({ month: z.string() })),
  },
  destroyKey: {
    method: 'DELETE',
    path: '/channels/:id/body-keys/:month',
    summary: 'Destroy the key of a month; its encrypted bodies become unreadable for ever, also in backups',
    permission: 'channel-manage-all',
    resource: 'id',
    params: z.object({ ...byId.shape, month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, because('must-be-month')) }),
    response: Sentence,
  },
} as const satisfies Api
