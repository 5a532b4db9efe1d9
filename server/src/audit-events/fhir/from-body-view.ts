// Makes the AuditEvent of the view of a body: a user read a request or an answer of a transaction.
import type { BodyViewRow } from '../../bodies/index.ts'
import type { PatientId } from '../patients/rules.ts'
import {
  agentTypes,
  applicationServer,
  domainResource,
  outcomeCodes,
  requestId,
  restfulOperation,
  systemObject,
  toInteractionCode,
  toProfile,
} from './codes.ts'
import type { AuditEvent } from './event.ts'
import { buildPatientEntities } from './references.ts'

export const toBodyViewEventId = (id: string) => `body-view-${id}`

/** Returns the AuditEvent of a view. What else stands in that table, such as the end of a key, is no reading of a patient. */
export function buildBodyViewEvent(row: BodyViewRow, patients: readonly PatientId[], source: string): AuditEvent {
  const at = new Date(Number(row.at)).toISOString()
  const isRemoval = /\b(removed|destroyed)$/.test(row.part)
  const profile = isRemoval ? undefined : toProfile(patients.length > 0 ? 'PatientRead' : 'Read')
  const details = [
    { type: 'part', valueString: row.part },
    ...(row.reason ? [{ type: 'reason', valueString: row.reason }] : []),
  ]
  const what = row.transaction_id ? `transactions/${row.transaction_id}` : `channels/${row.channel}`
  return {
    resourceType: 'AuditEvent',
    id: toBodyViewEventId(row.id),
    meta: { lastUpdated: at, ...(profile && { profile: [profile] }) },
    type: restfulOperation,
    subtype: [toInteractionCode(isRemoval ? 'delete' : 'read')],
    action: isRemoval ? 'D' : 'R',
    recorded: at,
    outcome: outcomeCodes.success,
    agent: [
      {
        type: { coding: [agentTypes.destination] },
        who: { display: 'management API and console' },
        requestor: false,
        network: { address: source },
      },
      {
        type: { coding: [agentTypes.source] },
        who: { display: source },
        requestor: false,
        network: { address: source },
      },
      {
        type: { coding: [agentTypes.recipient] },
        who: row.user_id ? { identifier: { value: row.user_id }, display: row.by } : { display: 'unknown user' },
        ...(row.by && { name: row.by }),
        requestor: true,
      },
    ],
    source: { site: source, observer: { display: source }, type: [applicationServer] },
    entity: [
      ...(row.transaction_id ? [{ what: { identifier: { value: row.transaction_id } }, type: requestId }] : []),
      ...buildPatientEntities(patients),
      { what: { display: what }, type: systemObject, role: domainResource, detail: details },
    ],
  }
}
