// The feed of audit events to a FHIR server.
import { z } from 'zod'
import type { Api } from '../../api/endpoint.ts'

export const auditFeedApi = {
  show: {
    method: 'GET',
    path: '/audit-feed',
    summary: 'Show the feed of audit events to a FHIR server, and the events that the server refused, newest first',
    permission: 'audit-trail-view',
    response: z.object({
      url: z.string().optional().describe('absent: there is no feed'),
      refused: z.array(
        z.object({
          id: z.string().describe('the id of the AuditEvent'),
          status: z.int().describe('the status with which the FHIR server refused it'),
          reason: z.string(),
        }),
      ),
    }),
  },
} as const satisfies Api
