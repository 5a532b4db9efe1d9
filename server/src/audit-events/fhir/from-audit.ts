// Makes the AuditEvent of an entry of the audit log, which has the shape of DICOM's audit messages.
import type { Audit, AuditCode } from '@mediary/contract/operations/audits'
import type { PatientId } from '../patients/rules.ts'
import { applicationServer, toDicom, toEntityType, toObjectRole, unknownCode } from './codes.ts'
import type { Agent, AuditEvent, Coding, Entity } from './event.ts'
import { buildPatientEntities, toNetwork } from './references.ts'

type Participant = NonNullable<Audit['activeParticipant']>[number]
type ParticipantObject = NonNullable<Audit['participantObjectIdentification']>[number]

export const toAuditEventId = (id: string) => `audit-${id}`

const actions = ['C', 'R', 'U', 'D', 'E']
const outcomes = ['0', '4', '8', '12']

/** Returns the AuditEvent of an entry. `recordedAt`: when the entry was stored. */
export function buildAuditEvent(audit: Audit, recordedAt: number, patients: readonly PatientId[]): AuditEvent {
  const { eventIdentification: event, auditSourceIdentification: source } = audit
  const recorded = new Date(recordedAt).toISOString()
  const type = toCoding(event.eventID)
  const subtype = toCoding(event.eventTypeCode)
  const site = source?.auditEnterpriseSiteID
  const entity = [
    ...buildPatientEntities(patients),
    ...(audit.participantObjectIdentification ?? []).filter((object) => !isPatient(object)).map(toEntity),
  ]
  return {
    resourceType: 'AuditEvent',
    id: toAuditEventId(audit._id),
    meta: { lastUpdated: recorded },
    type: type ?? unknownCode,
    ...(subtype && { subtype: [subtype] }),
    ...(isIncluded(actions, event.eventActionCode) && { action: event.eventActionCode }),
    period: { start: event.eventDateTime, end: event.eventDateTime },
    recorded,
    ...(isIncluded(outcomes, event.eventOutcomeIndicator) && { outcome: event.eventOutcomeIndicator }),
    ...(audit.unreadable && { outcomeDesc: audit.unreadable }),
    agent: buildAgents(audit.activeParticipant ?? []),
    source: {
      ...(site && { site }),
      observer: { display: source?.auditSourceID || 'unknown' },
      type: [toCoding(source?.auditSourceTypeCode) ?? applicationServer],
    },
    ...(entity.length > 0 && { entity }),
  }
}

const isIncluded = (values: readonly string[], value: string | undefined): value is string =>
  value !== undefined && values.includes(value)

const isUri = /^[a-z][a-z0-9+.-]*:/i

function toCoding(code: AuditCode | undefined): Coding | undefined {
  if (!code?.code || /\s/.test(code.code)) return code?.displayName ? { display: code.displayName } : undefined
  const { code: value, displayName, codeSystemName: system } = code
  if (system === 'DCM') return toDicom(value, displayName || undefined)
  return {
    ...(system && isUri.test(system) && { system }),
    code: value,
    ...(displayName && { display: displayName }),
  }
}

function buildAgents(participants: readonly Participant[]): Agent[] {
  const agents = participants.map(toAgent)
  return agents.length > 0 ? agents : [{ who: { display: 'unknown' }, requestor: false }]
}

function toAgent(participant: Participant): Agent {
  const { userID, alternativeUserID: name, networkAccessPointID: address, roleIDCode } = participant
  const role = toCoding(roleIDCode)
  const isKind = role?.system !== undefined
  return {
    ...(role && isKind && { type: { coding: [role] } }),
    ...(roleIDCode?.code && !isKind && { role: [{ text: roleIDCode.displayName || roleIDCode.code }] }),
    who: userID ? { identifier: { value: userID } } : { display: name || 'unknown' },
    ...(name && { name }),
    requestor: participant.userIsRequestor === 'true',
    ...(address && { network: toNetwork(address) }),
  }
}

/** Tells whether an object of an entry is a patient. */
export const isPatient = ({ participantObjectTypeCode, participantObjectTypeCodeRole: role }: ParticipantObject) =>
  participantObjectTypeCode === '1' && (role === undefined || role === '1')

function toEntity(object: ParticipantObject): Entity {
  const { participantObjectID: id, participantObjectQuery: query, participantObjectDetail: detail } = object
  const kind = object.participantObjectTypeCode
  const role = object.participantObjectTypeCodeRole
  return {
    ...(id && { what: { identifier: { value: id } } }),
    ...(kind && { type: toEntityType(kind) }),
    ...(role && { role: toObjectRole(role) }),
    ...(query && { query: toBase64(query) }),
    ...(detail?.type && detail.value && { detail: [{ type: detail.type, valueString: detail.value }] }),
  }
}

/** The standard has queries in base64, and some senders write them so. */
const toBase64 = (text: string) =>
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)
    ? text
    : Buffer.from(text).toString('base64')
