import type { Audit, AuditCode, AuditFilterOptions } from '@mediary/contract/operations/audits'
import type { HistoryObject } from '@mediary/contract/operations/history/objects'
import type { AuditsSearch } from './search.ts'

/** The events with words of their own, by their code in DICOM (PS3.16, context groups 400 and 401). */
const knownEvents = [
  '110100',
  '110101',
  '110106',
  '110107',
  '110110',
  '110112',
  '110113',
  '110114',
  '110120',
  '110121',
  '110122',
  '110123',
  '110126',
  '110129',
  '110131',
  '110137',
] as const
type KnownEvent = (typeof knownEvents)[number]

const isDicom = ({ codeSystemName }: AuditCode) => codeSystemName === undefined || /^(dcm|dicom)$/i.test(codeSystemName)

/** Returns the code of an event that has words of its own. */
export const findKnownEvent = (code: AuditCode): KnownEvent | undefined =>
  isDicom(code) ? knownEvents.find((known) => known === code.code) : undefined

/** Returns what says best what happened: the type of the event, or its kind. */
export const findEventCode = ({ eventIdentification: { eventTypeCode, eventID } }: Audit): AuditCode | undefined =>
  eventTypeCode ?? eventID

/** Returns the participant who asked for what happened: not the program that wrote the audit. */
export function findPerson({ activeParticipant = [] }: Audit) {
  const asking = activeParticipant.find(({ userIsRequestor }) => userIsRequestor === 'true')
  return asking ?? activeParticipant.at(-1)
}

type EventOption = { value: string; code: AuditCode }
const separator = '|'
const joinEvent = (field: 'id' | 'type', { code = '', codeSystemName = '' }: AuditCode) =>
  [field, code, codeSystemName].join(separator)

/** Returns the events that occur. A kind of event that always has a type is told by its types. */
export const listEvents = ({ eventType, eventID }: AuditFilterOptions): EventOption[] => [
  ...eventType.map((code) => ({ value: joinEvent('type', code), code })),
  ...eventID
    .filter((code) => !['110100', '110114'].includes(findKnownEvent(code) ?? ''))
    .map((code) => ({ value: joinEvent('id', code), code })),
]

const eventFields = { id: 'eventIdentification.eventID', type: 'eventIdentification.eventTypeCode' } as const

/** Returns the filters of the API. */
export function toFilters(search: AuditsSearch, object: string): Record<string, unknown> {
  const [field, code, system] = search.event?.split(separator) ?? []
  const path = field === 'id' || field === 'type' ? eventFields[field] : undefined
  const given = {
    ...(path && { [`${path}.code`]: code, [`${path}.codeSystemName`]: system }),
    'eventIdentification.eventOutcomeIndicator': search.outcome,
    'activeParticipant.userID': search.person?.trim(),
    'activeParticipant.networkAccessPointID': search.address?.trim(),
    'auditSourceIdentification.auditSourceID': search.source,
    'participantObjectIdentification.participantObjectID': object.trim(),
  }
  const [since, until] = [parseInstant(search.since), parseInstant(search.until)]
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value)),
    ...((since || until) && {
      'eventIdentification.eventDateTime': { ...(since && { $gte: since }), ...(until && { $lte: until }) },
    }),
  }
}

const parseInstant = (local: string | undefined) => {
  const time = Date.parse(local ?? '')
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

const collections: Record<string, HistoryObject> = {
  clients: 'client',
  roles: 'role',
  channels: 'channel',
  users: 'user',
  'user-roles': 'user-role',
  keystore: 'certificate',
  certificates: 'certificate',
  authority: 'certificate',
  groups: 'contact-group',
  mediators: 'mediator',
  visualizers: 'visualizer',
  apps: 'app',
  'saved-views': 'saved-view',
  authentication: 'setting',
}

/** Returns each audit once: new audits, such as those of the look itself, move the others to the next page. */
export const mergePages = (pages: readonly (readonly Audit[])[]): Audit[] => [
  ...new Map(pages.flat().map((audit) => [audit._id, audit])).values(),
]

/** Returns which objects a call changed, when the history can tell: `PUT /clients/<id>`. */
export function findChanged(call: string): { object: HistoryObject; id: string | undefined } | undefined {
  const [, collection = '', id] = /^(?:POST|PUT|DELETE) \/([a-z-]+)(?:\/([0-9a-f]{24}))?(?:\/|$)/.exec(call) ?? []
  const object = Object.hasOwn(collections, collection) ? collections[collection] : undefined
  return object && { object, id }
}

/** Returns the transaction that a call showed. */
export const findTransaction = (call: string) => /^GET \/transactions\/([0-9a-f]{24})/.exec(call)?.[1]
