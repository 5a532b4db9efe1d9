// Who saw what of a patient: requests through the gateway, and views of users.
import { z } from 'zod'
import type { Api } from '../../api/endpoint.ts'
import { Id, Timestamp } from '../../api/shapes.ts'
import { because } from '../../reasons.ts'

/** An access to data of a patient. */
export const PatientAccess = z.object({
  _id: Id,
  kind: z
    .enum(['request', 'body-view', 'call'])
    .describe('request: through the gateway. body-view: a user saw a body. call: a call of the management API'),
  at: Timestamp,
  clientID: z.string().optional().describe('the client ID of the client that sent the request'),
  client: z.string().optional().describe('its name'),
  user: z.string().optional().describe('the user who looked'),
  address: z.string().optional(),
  action: z.string().optional().describe('C create, R read, U update, D delete, E execute or search'),
  what: z.string().describe('the request, the part of a transaction, or the call'),
  upstream: z.string().optional().describe('the system that answered'),
  outcome: z.string().optional().describe('0 success, 4 minor failure, 8 serious failure, 12 major failure'),
  reason: z.string().optional().describe('why the user looked, if a reason was required'),
  transactionID: Id.optional(),
})
export type PatientAccess = z.infer<typeof PatientAccess>

export const patientReportApi = {
  list: {
    method: 'GET',
    path: '/patient-report',
    summary: 'Report who saw what of a patient, through which client and user, newest first',
    permission: 'audit-trail-view',
    query: z.object({
      patient: z
        .string()
        .trim()
        .min(1, because('empty'))
        .max(500)
        .describe('Patient/id, system|value, or a value alone, which may be either'),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      before: Id.optional().describe('returns accesses older than this one'),
    }),
    exported: {
      columns: [
        'at',
        'kind',
        'clientID',
        'client',
        'user',
        'address',
        'action',
        'what',
        'upstream',
        'outcome',
        'reason',
        'transactionID',
      ],
      paging: { limit: 'limit', size: 200, by: 'before' },
    },
    response: z.array(PatientAccess),
  },
} as const satisfies Api
