// Reads the XML of an audit message: RFC 3881, or DICOM PS3.15 A.5.1.
import { NewAudit } from '@mediary/contract/operations/audits'
import type { Document, Element } from 'slimdom'
import { xml as library } from '../../platform/libraries/libraries.ts'
import { isWithinBounds } from '../../platform/text/xml-bounds.ts'

/** `unreadable`: why the XML is no audit message. */
type Read = { audit: NewAudit; unreadable?: undefined } | { unreadable: string }

const maxEntries = 200
const maxText = 20_000

/** Returns the audit of an XML document. It takes time in proportion to the length of the text. */
export function readAuditMessage(xml: string): Read {
  if (!xml.startsWith('<')) return { unreadable: 'The message has no XML' }
  if (!isWithinBounds(xml)) return { unreadable: 'The XML has a document type, is cut off, or is too complex' }
  const root = parse(xml)?.documentElement
  if (!root) return { unreadable: 'The XML is not well-formed' }
  if (root.localName !== 'AuditMessage')
    return { unreadable: `The XML is no AuditMessage but ${root.localName.slice(0, 100)}` }
  const { success, data, error } = NewAudit.safeParse(toAudit(root))
  if (success) return { audit: data }
  return { unreadable: `The AuditMessage has a wrong value: ${error.issues[0]?.path.join('.')}` }
}

function parse(xml: string): Document | undefined {
  try {
    return library().parseXmlDocument(xml)
  } catch {
    return undefined
  }
}

const toAudit = (root: Element) => ({
  eventIdentification: toEvent(findAll(root, 'EventIdentification')[0]),
  activeParticipant: findAll(root, 'ActiveParticipant').map(toParticipant),
  auditSourceIdentification: findAll(root, 'AuditSourceIdentification').map(toSource)[0],
  participantObjectIdentification: findAll(root, 'ParticipantObjectIdentification').map(toObject),
})

const findAll = (parent: Element, name: string): Element[] =>
  parent.children.filter(({ localName }) => localName === name).slice(0, maxEntries)

const cut = (text: string | null | undefined) => (text ? text.slice(0, maxText) : undefined)
const read = (element: Element | undefined, name: string) => cut(element?.getAttribute(name))

/** RFC 3881 writes `code` and `displayName`; DICOM writes `csd-code` and `originalText`. */
function toCode(element: Element | undefined) {
  if (!element) return undefined
  return {
    code: read(element, 'csd-code') ?? read(element, 'code'),
    codeSystemName: read(element, 'codeSystemName'),
    displayName: read(element, 'displayName') ?? read(element, 'originalText'),
  }
}

const findCode = (parent: Element, name: string) => toCode(findAll(parent, name)[0])

const toEvent = (event: Element | undefined) =>
  event && {
    eventDateTime: readInstant(read(event, 'EventDateTime')),
    eventOutcomeIndicator: read(event, 'EventOutcomeIndicator'),
    eventActionCode: read(event, 'EventActionCode'),
    eventID: findCode(event, 'EventID'),
    eventTypeCode: findCode(event, 'EventTypeCode'),
  }

/** A time that nobody can read is that of the arrival; the message itself is kept. */
const readInstant = (text: string | undefined) =>
  text === undefined || text.length > 100 || Number.isNaN(Date.parse(text)) ? undefined : text

const toParticipant = (participant: Element) => ({
  userID: read(participant, 'UserID'),
  alternativeUserID: read(participant, 'AlternativeUserID'),
  userIsRequestor: read(participant, 'UserIsRequestor'),
  networkAccessPointID: read(participant, 'NetworkAccessPointID'),
  networkAccessPointTypeCode: read(participant, 'NetworkAccessPointTypeCode'),
  roleIDCode: findCode(participant, 'RoleIDCode'),
})

const toSource = (source: Element) => ({
  auditSourceID: read(source, 'AuditSourceID'),
  auditEnterpriseSiteID: read(source, 'AuditEnterpriseSiteID'),
  auditSourceTypeCode: findCode(source, 'AuditSourceTypeCode'),
})

const toObject = (object: Element) => ({
  participantObjectID: read(object, 'ParticipantObjectID'),
  participantObjectTypeCode: read(object, 'ParticipantObjectTypeCode'),
  participantObjectTypeCodeRole: read(object, 'ParticipantObjectTypeCodeRole'),
  participantObjectIDTypeCode: findCode(object, 'ParticipantObjectIDTypeCode'),
  participantObjectQuery: cut(findAll(object, 'ParticipantObjectQuery')[0]?.textContent?.trim()),
  participantObjectDetail: findAll(object, 'ParticipantObjectDetail').map((detail) => ({
    type: read(detail, 'type'),
    value: read(detail, 'value'),
  }))[0],
})
