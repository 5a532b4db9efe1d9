// Writes an audit as a repository takes it: the XML of DICOM PS3.15 A.5.1 in a syslog message (RFC 5424, IHE ITI-20).
import { hostname } from 'node:os'
import type { AuditCode, NewAudit } from '@mediary/contract/operations/audits'
import type { Element } from 'slimdom'
import { xml } from '../../platform/libraries/libraries.ts'

/** Facility 10, security and authorization; severity 5, notice. */
const priority = 85
const messageId = 'DICOM+RFC3881'

type Attributes = Record<string, string | undefined>

/** Returns the syslog message of an audit, without the frame of a transport. */
export function writeMessage(audit: NewAudit): Buffer {
  const { eventDateTime = '' } = audit.eventIdentification
  const head = `<${priority}>1 ${eventDateTime} ${toPrintable(hostname())} Mediary ${process.pid} ${messageId} - `
  return Buffer.from(`${head}\ufeff${writeXml(audit)}`)
}

const toPrintable = (text: string) => text.replace(/[^\x21-\x7e]/g, '-').slice(0, 255) || '-'

function writeXml(audit: NewAudit): string {
  const { Document, serializeToWellFormedString } = xml()
  const document = new Document()
  const root = document.appendChild(document.createElementNS(null, 'AuditMessage'))
  const { eventActionCode, eventDateTime, eventOutcomeIndicator, eventID, eventTypeCode } = audit.eventIdentification
  const event = add(root, 'EventIdentification', {
    EventActionCode: eventActionCode,
    EventDateTime: eventDateTime,
    EventOutcomeIndicator: eventOutcomeIndicator,
  })
  addCode(event, 'EventID', eventID)
  addCode(event, 'EventTypeCode', eventTypeCode)
  for (const one of audit.activeParticipant) addParticipant(root, one)
  const source = audit.auditSourceIdentification
  addCode(
    add(root, 'AuditSourceIdentification', {
      AuditEnterpriseSiteID: source?.auditEnterpriseSiteID,
      AuditSourceID: source?.auditSourceID,
    }),
    'AuditSourceTypeCode',
    source?.auditSourceTypeCode,
  )
  for (const one of audit.participantObjectIdentification) addObject(root, one)
  return serializeToWellFormedString(document)
}

function addParticipant(root: Element, one: NewAudit['activeParticipant'][number]) {
  const participant = add(root, 'ActiveParticipant', {
    UserID: one.userID ?? '',
    AlternativeUserID: one.alternativeUserID,
    UserIsRequestor: one.userIsRequestor ?? 'false',
    NetworkAccessPointID: one.networkAccessPointID,
    NetworkAccessPointTypeCode: one.networkAccessPointTypeCode,
  })
  addCode(participant, 'RoleIDCode', one.roleIDCode)
}

function addObject(root: Element, one: NewAudit['participantObjectIdentification'][number]) {
  const object = add(root, 'ParticipantObjectIdentification', {
    ParticipantObjectID: one.participantObjectID,
    ParticipantObjectTypeCode: one.participantObjectTypeCode,
    ParticipantObjectTypeCodeRole: one.participantObjectTypeCodeRole,
  })
  addCode(object, 'ParticipantObjectIDTypeCode', one.participantObjectIDTypeCode)
  const { type, value } = one.participantObjectDetail ?? {}
  // The standard has the value of a detail in base64.
  if (type !== undefined) add(object, 'ParticipantObjectDetail', { type, value: toBase64(value ?? '') })
}

const toBase64 = (text: string) => Buffer.from(text).toString('base64')

function addCode(parent: Element, name: string, code: AuditCode | undefined) {
  if (!code) return
  const { code: value, codeSystemName, displayName } = code
  add(parent, name, { 'csd-code': value, codeSystemName, originalText: displayName })
}

function add(parent: Element, name: string, attributes: Attributes): Element {
  const document = parent.ownerDocument ?? new (xml().Document)()
  const element = document.createElementNS(null, name)
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(key, value.toWellFormed().replace(notInXml, '\ufffd'))
  return parent.appendChild(element)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them
const notInXml = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g
