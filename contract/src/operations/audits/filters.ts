// Reads the filters of audits as OpenHIM's console writes them. Every filter compares a whole value and ignores case.
import { z } from 'zod'
import { fillRecord } from '../../api/records.ts'
import { because } from '../../reasons.ts'
import { fromJson, TimeRange } from '../../transactions/filters.ts'

const maxValue = 500
const Value = z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(maxValue)).optional()

const codedFields = [
  'eventIdentification.eventID',
  'eventIdentification.eventTypeCode',
  'activeParticipant.roleIDCode',
  'participantObjectIdentification.participantObjectIDTypeCode',
] as const
const codeParts = ['code', 'codeSystemName', 'displayName'] as const

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isIgnored = (key: string) => key === '_id' || key === '$$hashKey'

/** OpenHIM's console sends a code as one object, as JSON text of it, or as three keys. Returns three keys. */
const spreadCodes = (filters: unknown) => {
  if (!isObject(filters)) return filters
  const spread = Object.entries(filters).flatMap(([key, value]) => {
    const code = codedFields.some((field) => field === key) ? fromJson(value) : undefined
    if (!isObject(code)) return [[key, value]]
    return Object.entries(code)
      .filter(
        ([part, text]) =>
          !(isIgnored(part) || (codeParts.some((one) => one === part) && (text === null || text === ''))),
      )
      .map(([part, text]) => [`${key}.${part}`, text])
  })
  return Object.fromEntries(spread)
}

/** A patient identifier, as HL7's CX writes it: `id^^^authority&authorityId&ISO`. */
export type PatientId = { id: string; authority?: string | undefined; authorityId?: string | undefined }
type ObjectFilter = { patient?: PatientId; objectID?: string }

const patientPattern = /^([\p{L}\p{N}_-]{1,200})(?:\\*\^){3}([^&]{0,200})&([^&]{0,200})&(?:\.\*|[\w.-]*)$/u
// What a regular expression could say beyond a text. A dot stands for itself.
const expression = /[\\*+?^$|()[\]{}]/

const readPart = (text: string | undefined) => (text === undefined || text === '' || text === '.*' ? undefined : text)

/** Returns undefined when the text is no pattern of a patient identifier. Nothing of it is ever used as an expression. */
function readPatient(text: string): PatientId | undefined {
  const [, id, first, second] = patientPattern.exec(text) ?? []
  const [authority, authorityId] = [readPart(first), readPart(second)]
  if (id === undefined || [authority, authorityId].some((part) => part !== undefined && expression.test(part)))
    return undefined
  return { id, authority, authorityId }
}

/** OpenHIM's console encodes texts once or twice more than JSON needs. */
const readText = (value: unknown): unknown => {
  const once = fromJson(value)
  return typeof once === 'number' ? String(value) : fromJson(once)
}

const looksLikePattern = (text: string) => /\\*\^\\*\^\\*\^[^&]*&.*&/.test(text) || text.includes('.*')

const ObjectId = z.unknown().transform((given, context): ObjectFilter => {
  const refuse = () => {
    context.addIssue({ code: 'custom', message: because('audit-patient-pattern') })
    return z.NEVER
  }
  const value = fromJson(given)
  const { patientID, objectID } = isObject(value) ? value : { patientID: undefined, objectID: value }
  const object = readText(objectID)
  const text = typeof object === 'number' ? String(object) : object
  if (isObject(value)) {
    const patient = readPatient(String(readText(patientID)))
    return patient && typeof text === 'string' && text.length <= maxValue ? { patient, objectID: text } : refuse()
  }
  if (typeof text !== 'string' || text === '' || text.length > maxValue) return refuse()
  if (!looksLikePattern(text)) return { objectID: text }
  const patient = readPatient(text)
  return patient ? { patient } : refuse()
})

/** The fields that a filter compares with one value. */
export const plainFilters = [
  'eventIdentification.eventActionCode',
  'eventIdentification.eventOutcomeIndicator',
  ...codedFields.flatMap((field) => codeParts.map((part) => `${field}.${part}` as const)),
  'activeParticipant.userID',
  'activeParticipant.alternativeUserID',
  'activeParticipant.networkAccessPointID',
  'participantObjectIdentification.participantObjectDetail.type',
  'participantObjectIdentification.participantObjectDetail.value',
  'auditSourceIdentification.auditSourceID',
  'auditSourceIdentification.auditEnterpriseSiteID',
] as const

/** The filters of OpenHIM's console. Unknown keys are refused. */
export const AuditFilters = z.preprocess(
  spreadCodes,
  z.strictObject({
    ...fillRecord(plainFilters, Value),
    'eventIdentification.eventDateTime': TimeRange.optional(),
    'participantObjectIdentification.participantObjectID': ObjectId.optional().describe(
      "a whole identifier, or a patient identifier as OpenHIM's console writes it: `id\\^\\^\\^authority&authorityId&.*`",
    ),
  }),
)
export type AuditFilters = z.infer<typeof AuditFilters>

/** The filters as a URL parameter: JSON text. */
export const AuditFiltersParameter = z.preprocess(
  (value) => (value === undefined || value === '' ? {} : fromJson(value)),
  AuditFilters,
)
