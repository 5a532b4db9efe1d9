// Legal holds: what retention and the size budget must not remove.
import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { byId, Id, Sentence, Timestamp } from '../api/shapes.ts'
import { because } from '../reasons.ts'
import { TransactionFilters } from './filters.ts'

export const maxHeld = 100_000

const Reason = z.string().trim().min(1, because('empty')).max(2_000)
const PatientText = z.string().trim().min(1, because('empty')).max(500)

/** A legal hold: on everything of a patient, also of later, or on the transactions of a case. */
export const LegalHold = z.object({
  _id: Id,
  patient: z.string().optional().describe('Patient/id, system|value, or a value alone'),
  filters: z.looseObject({}).optional().describe('the filters that chose the transactions of the case'),
  reason: z.string(),
  placedBy: z.string().describe('the e-mail address of the user'),
  placedAt: Timestamp,
  releasedBy: z.string().optional(),
  releasedAt: Timestamp.optional(),
  releaseReason: z.string().optional(),
  transactions: z.int().describe('the transactions that it holds, or held'),
})
export type LegalHold = z.infer<typeof LegalHold>

const NewLegalHold = z
  .object({
    patient: PatientText.optional().describe('Patient/id, system|value, or a value alone'),
    filters: TransactionFilters.optional().describe(
      `the transactions of the case, as they are now; at most ${maxHeld}`,
    ),
    reason: Reason,
  })
  .refine(({ patient, filters }) => (patient === undefined) !== (filters === undefined), because('patient-or-filters'))

export const legalHoldsApi = {
  list: {
    method: 'GET',
    path: '/legal-holds',
    summary: 'List legal holds, newest first, also those that were released',
    permission: 'audit-trail-view',
    query: z.object({ state: z.enum(['active', 'released']).optional() }),
    exported: {
      columns: [
        '_id',
        'patient',
        'filters',
        'reason',
        'transactions',
        'placedBy',
        'placedAt',
        'releasedBy',
        'releasedAt',
        'releaseReason',
      ],
    },
    response: z.array(LegalHold),
  },
  place: {
    method: 'POST',
    path: '/legal-holds',
    summary: 'Place a legal hold on a patient or a case: retention and the size budget leave it alone',
    permission: 'audit-trail-manage',
    body: NewLegalHold,
    response: LegalHold,
    status: 201,
  },
  release: {
    method: 'POST',
    path: '/legal-holds/:id/release',
    summary: 'Release a legal hold: from now on retention removes what has reached its age',
    permission: 'audit-trail-manage',
    params: byId,
    body: z.object({ reason: Reason }),
    response: Sentence,
  },
} as const satisfies Api
