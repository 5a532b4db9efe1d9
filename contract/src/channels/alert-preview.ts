import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { byId, Timestamp } from '../api/shapes.ts'

/** How often an alert would have been told in the last 30 days, to a person without a limit of notices. */
const AlertPreview = z.object({
  since: Timestamp,
  transactions: z.int().describe('those of the channel that were read'),
  truncated: z.boolean().describe('there were more transactions than are read: the newest ones count'),
  began: z.int(),
  notices: z.int().describe('one at the beginning, one at the end, and one an hour between'),
  last: z.array(Timestamp).describe('the last beginnings, newest first'),
})

export const alertPreviewApi = {
  preview: {
    method: 'GET',
    path: '/channels/:id/alert-preview',
    summary: 'Preview how often an alert would have been told in the last 30 days',
    permission: 'channel-view-all',
    resource: 'id',
    params: byId,
    query: z.object({
      condition: z.enum(['status', 'auto-retry-max-attempted']).default('status'),
      status: z.string().max(10).optional(),
      failureRate: z.coerce.number().min(0).max(100).optional(),
    }),
    response: AlertPreview,
  },
} as const satisfies Api
