import type { AuditCode, NewAudit } from '@mediary/contract/operations/audits'
import type { AuditFilters, PatientId } from '@mediary/contract/operations/audits/filters'
import { plainFilters } from '@mediary/contract/operations/audits/filters'

/** A value by which audits are found. */
export type Term = { name: string; value: string }
/** A value that a filter offers. */
export type Option = { kind: OptionKind; code: string; codeSystem: string; displayName: string }
export type OptionKind = 'eventType' | 'eventID' | 'role' | 'objectIdType' | 'source'

// An index of PostgreSQL takes no longer ones.
const maxTermLength = 500
// A message may name thousands of objects; all of them stand in the document.
const maxTerms = 400

const objectID = 'participantObjectIdentification.participantObjectID'
const patientID = 'patientID'

const normalise = (text: string) => text.trim().toLowerCase().slice(0, maxTermLength)

/** Returns the values by which an audit is found, each once. */
export function listTerms(audit: NewAudit): Term[] {
  const { eventIdentification, activeParticipant, auditSourceIdentification, participantObjectIdentification } = audit
  const terms = [
    ...listFields('eventIdentification', eventIdentification),
    ...activeParticipant.flatMap((one) => listFields('activeParticipant', one)),
    ...listFields('auditSourceIdentification', auditSourceIdentification ?? {}),
    ...participantObjectIdentification.flatMap((one) => [
      ...listFields('participantObjectIdentification', one),
      ...listPatientTerms(one.participantObjectID),
    ]),
  ]
  const known = terms.filter(
    ({ name }) => name === objectID || name === patientID || plainFilters.some((filter) => filter === name),
  )
  const distinct = new Map(
    known.map(({ name, value }) => [`${name} ${normalise(value)}`, { name, value: normalise(value) }]),
  )
  return [...distinct.values()].filter(({ value }) => value !== '').slice(0, maxTerms)
}

const listFields = (path: string, fields: object): Term[] =>
  Object.entries(fields).flatMap(([key, value]: [string, unknown]) => {
    const name = `${path}.${key}`
    if (typeof value === 'string') return [{ name, value }]
    return typeof value === 'object' && value !== null ? listFields(name, value) : []
  })

/** A patient identifier is found by the identifier alone, or with its authority by name, by number, or by both. */
function listPatientTerms(identifier: string | undefined): Term[] {
  const [id, , , assigner] = identifier?.split('^') ?? []
  if (!id || assigner === undefined) return []
  const [authority = '', authorityId = ''] = assigner.split('&')
  return [
    toPatientTerm({ id }),
    toPatientTerm({ id, authority }),
    toPatientTerm({ id, authorityId }),
    toPatientTerm({ id, authority, authorityId }),
  ]
}

const toPatientTerm = ({ id, authority = '', authorityId = '' }: PatientId): Term => ({
  name: patientID,
  value: normalise(`${id}^${authority}&${authorityId}`),
})

/** Fields that few audits share come first: a search begins with them. */
const byRarity = [
  patientID,
  objectID,
  'participantObjectIdentification.participantObjectDetail.value',
  'activeParticipant.alternativeUserID',
  'activeParticipant.userID',
  'activeParticipant.networkAccessPointID',
]
const rarity = ({ name }: Term) => (byRarity.indexOf(name) + byRarity.length + 1) % (byRarity.length + 1)

/** Returns the values that an audit must have to pass the filters, the rarest field first. */
export function listConditions(filters: AuditFilters): Term[] {
  const objects = filters[objectID]
  return [
    ...(objects?.patient ? [toPatientTerm(objects.patient)] : []),
    ...(objects?.objectID === undefined ? [] : [{ name: objectID, value: normalise(objects.objectID) }]),
    ...plainFilters.flatMap((name) => {
      const value = filters[name]
      return value === undefined ? [] : [{ name, value: normalise(value) }]
    }),
  ].toSorted((a, b) => rarity(a) - rarity(b))
}

/** Returns the codes and the source of an audit, for the choices of filters. */
export function listOptions(audit: NewAudit): Option[] {
  const { eventIdentification, activeParticipant, auditSourceIdentification, participantObjectIdentification } = audit
  const source = auditSourceIdentification?.auditSourceID
  return [
    ...toOptions('eventID', [eventIdentification.eventID]),
    ...toOptions('eventType', [eventIdentification.eventTypeCode]),
    ...toOptions(
      'role',
      activeParticipant.map(({ roleIDCode }) => roleIDCode),
    ),
    ...toOptions(
      'objectIdType',
      participantObjectIdentification.map((one) => one.participantObjectIDTypeCode),
    ),
    ...(source
      ? [{ kind: 'source' as const, code: source.slice(0, maxTermLength), codeSystem: '', displayName: '' }]
      : []),
  ]
}

const toOptions = (kind: OptionKind, codes: (AuditCode | undefined)[]): Option[] =>
  codes
    .filter((code) => code !== undefined)
    .map(({ code = '', codeSystemName = '', displayName = '' }) => ({
      kind,
      code: code.slice(0, maxTermLength),
      codeSystem: codeSystemName.slice(0, maxTermLength),
      displayName: displayName.slice(0, maxTermLength),
    }))
    .filter(({ code, displayName }) => code !== '' || displayName !== '')
