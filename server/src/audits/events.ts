// Builds the entries that this program writes about itself, with the codes of DICOM PS3.15 A.5.
import { hostname } from 'node:os'
import type { AuditCode, NewAudit } from '@mediary/contract/operations/audits'

export const outcomes = { success: '0', minorFailure: '4', seriousFailure: '8', majorFailure: '12' } as const
export type Outcome = (typeof outcomes)[keyof typeof outcomes]

const dicom = (code: string, displayName: string): AuditCode => ({ code, displayName, codeSystemName: 'DCM' })

const eventIds = {
  applicationActivity: dicom('110100', 'Application Activity'),
  auditLogUsed: dicom('110101', 'Audit Log Used'),
  export: dicom('110106', 'Export'),
  patientRecord: dicom('110110', 'Patient Record'),
  securityAlert: dicom('110113', 'Security Alert'),
  userAuthentication: dicom('110114', 'User Authentication'),
}
const eventTypes = {
  applicationStart: dicom('110120', 'Application Start'),
  applicationStop: dicom('110121', 'Application Stop'),
  login: dicom('110122', 'Login'),
  logout: dicom('110123', 'Logout'),
  nodeAuthentication: dicom('110126', 'Node Authentication'),
  securityConfiguration: dicom('110129', 'Security Configuration'),
  softwareConfiguration: dicom('110131', 'Software Configuration'),
  userSecurityAttributesChanged: dicom('110137', 'User Security Attributes Changed'),
}

const kinds = {
  start: { eventID: eventIds.applicationActivity, eventTypeCode: eventTypes.applicationStart, action: 'E' },
  stop: { eventID: eventIds.applicationActivity, eventTypeCode: eventTypes.applicationStop, action: 'E' },
  'sign-in': { eventID: eventIds.userAuthentication, eventTypeCode: eventTypes.login, action: 'E' },
  'sign-out': { eventID: eventIds.userAuthentication, eventTypeCode: eventTypes.logout, action: 'E' },
  'audit-log-used': { eventID: eventIds.auditLogUsed, action: 'R' },
  view: { eventID: eventIds.patientRecord, action: 'R' },
  export: { eventID: eventIds.export, action: 'R' },
  change: { eventID: eventIds.securityAlert, eventTypeCode: eventTypes.softwareConfiguration, action: 'E' },
  'security-change': { eventID: eventIds.securityAlert, eventTypeCode: eventTypes.securityConfiguration, action: 'E' },
  'user-change': {
    eventID: eventIds.securityAlert,
    eventTypeCode: eventTypes.userSecurityAttributesChanged,
    action: 'E',
  },
  'refused-node': { eventID: eventIds.securityAlert, eventTypeCode: eventTypes.nodeAuthentication, action: 'E' },
} as const satisfies Record<string, { eventID: AuditCode; eventTypeCode?: AuditCode; action: string }>
export type EventKind = keyof typeof kinds

export type AuditEvent = {
  kind: EventKind
  outcome: Outcome
  /** C create, R read, U update, D delete, E execute; the usual one of the kind when absent. */
  action?: string
  who?: { userID: string; name?: string | undefined; groups?: string[]; address?: string | undefined }
  object?: { id: string; typeCode?: AuditCode; details?: { type: string; value: string } | undefined }
}

const uri: AuditCode = { code: '12', displayName: 'URI', codeSystemName: 'RFC-3881' }
const systemObject = '2'
const accessPoint = { machineName: '1', address: '2' }

/** Returns the audit of an event. `source` is the name of this installation in audits. */
export function buildAudit(source: string, { kind, outcome, action, who, object }: AuditEvent): NewAudit {
  const { eventID, action: usualAction, ...type } = kinds[kind]
  return {
    rawMessage: undefined,
    syslog: undefined,
    eventIdentification: {
      eventDateTime: new Date().toISOString(),
      eventOutcomeIndicator: outcome,
      eventActionCode: action ?? usualAction,
      eventID,
      eventTypeCode: 'eventTypeCode' in type ? type.eventTypeCode : undefined,
    },
    activeParticipant: [buildSelf(source), ...(who ? [buildUser(who)] : [])],
    auditSourceIdentification: {
      auditSourceID: source,
      auditEnterpriseSiteID: undefined,
      auditSourceTypeCode: { code: '4', displayName: 'Application Server Process', codeSystemName: 'DCM' },
    },
    participantObjectIdentification: object
      ? [
          {
            participantObjectID: object.id,
            participantObjectTypeCode: systemObject,
            participantObjectTypeCodeRole: undefined,
            participantObjectIDTypeCode: object.typeCode ?? uri,
            participantObjectQuery: undefined,
            participantObjectDetail: object.details,
          },
        ]
      : [],
  }
}

const buildSelf = (source: string) => ({
  userID: source,
  alternativeUserID: String(process.pid),
  userIsRequestor: 'false',
  networkAccessPointID: hostname(),
  networkAccessPointTypeCode: accessPoint.machineName,
  roleIDCode: dicom('110150', 'Application'),
})

function buildUser({ userID, name, groups = [], address }: NonNullable<AuditEvent['who']>) {
  const roles = groups.join(',')
  return {
    userID,
    alternativeUserID: name,
    userIsRequestor: 'true',
    networkAccessPointID: address,
    networkAccessPointTypeCode: address === undefined ? undefined : accessPoint.address,
    roleIDCode: roles ? { code: roles, displayName: roles, codeSystemName: userRoles } : undefined,
  }
}

/** The coding system of user roles. */
const userRoles = 'Mediary'
