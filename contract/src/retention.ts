import { z } from 'zod'
import type { Api } from './endpoint.ts'
import { byId, Sentence } from './shapes.ts'

const days = z.coerce.number().gt(0).lt(36500).optional()

const Freed = z.object({
  transactions: z.int(),
  bytes: z.int().describe('of bodies'),
  atLeast: z.boolean().describe('there may be more'),
})

export const retentionApi = {
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
    params: z.object({ ...byId.shape, month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must look like 2026-11') }),
    response: Sentence,
  },
} as const satisfies Api
