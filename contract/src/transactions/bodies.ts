import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Id, Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'

/** The reason that a user gives for access to a body. */
export const Reason = z.string().trim().min(3, because('must-say-why')).max(500)

/** An audit entry: a user saw a body, or destroyed the key of a month. */
export const BodyView = z.object({
  _id: Id,
  timestamp: Timestamp,
  transactionID: Id.optional(),
  channelID: Id,
  part: z.string(),
  viewedBy: z.object({ id: z.string(), name: z.string() }),
  reason: z.string().optional(),
})
export type BodyView = z.infer<typeof BodyView>

export const bodiesApi = {
  download: {
    method: 'GET',
    path: '/transactions/:id/bodies/:part',
    summary: 'Download a recorded body, byte for byte',
    permission: 'transaction-view-all',
    anyResource: true,
    params: z.object({ id: Id, part: z.string().regex(/^[\w./-]{1,100}$/) }),
    query: z.object({ reason: Reason.optional().describe('required if the channel demands a reason') }),
    bytes: true,
  },
  views: {
    method: 'GET',
    path: '/audits/bodies',
    summary: 'List the accesses to bodies, newest first',
    permission: 'audit-trail-view',
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      before: Id.optional().describe('returns entries older than this one'),
      transaction: Id.optional(),
    }),
    exported: {
      columns: ['_id', 'timestamp', 'transactionID', 'channelID', 'part', 'viewedBy.name', 'reason'],
      paging: { limit: 'limit', size: 1000, by: 'before' },
    },
    response: z.array(BodyView),
  },
} as const satisfies Api
