// Reads the parameters of a search for AuditEvents as conditions on events (FHIR R4 search, ITI-81).
import type { AuditEvent, Coding, Identifier, Reference } from '../fhir/event.ts'
import { type DateRange, readDate } from './dates.ts'

export type Condition = (event: AuditEvent) => boolean

/** An error of a search that the caller must see. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError'
}

/** Returns the condition of one parameter, of whose values one must match. Undefined: the parameter is not known. */
export function readCondition(name: string, text: string): Condition | undefined {
  const read = conditions[name]
  if (!read) return undefined
  const tests = splitValues(text).map(read)
  return (event) => tests.some((matches) => matches(event))
}

/** A comma separates values; behind a backslash it belongs to one. */
const splitValues = (text: string) => text.split(/(?<!\\),/).map((value) => value.replace(/\\([,$|\\])/g, '$1').trim())

const listPatients = (event: AuditEvent) => (event.entity ?? []).filter(({ role }) => role?.code === '1')

const matchesRange = (event: AuditEvent, { from, until, isInside }: DateRange) => {
  const at = Date.parse(event.recorded)
  return isInside === (at >= from && at < until)
}

const conditions: Readonly<Record<string, (value: string) => Condition>> = {
  _id: (value) => (event) => event.id === value,
  date: (value) => {
    const range = readDate(value)
    if (!range) throw new ParameterError(`date: "${value}" is no date`)
    return (event) => matchesRange(event, range)
  },
  agent: (value) => (event) => event.agent.some(({ who }) => matchesReference(who, value)),
  'agent.identifier': (value) => (event) => event.agent.some(({ who }) => matchesIdentifier(who?.identifier, value)),
  'agent-name': (value) => (event) => event.agent.some(({ name }) => startsWith(name, value)),
  address: (value) => (event) => event.agent.some(({ network }) => startsWith(network?.address, value)),
  patient: (value) => (event) =>
    listPatients(event).some(({ what, detail }) =>
      [what?.reference, ...(detail ?? []).map(({ valueString }) => valueString)].includes(toPatientReference(value)),
    ),
  'patient.identifier': (value) => (event) =>
    listPatients(event).some(
      ({ what, detail }) =>
        matchesIdentifier(what?.identifier, value) ||
        (detail ?? []).some(({ valueString }) => matchesIdentifier(readDetail(valueString), value)),
    ),
  entity: (value) => (event) => (event.entity ?? []).some(({ what }) => matchesReference(what, value)),
  'entity.identifier': matchEntityIdentifier,
  'entity-id': matchEntityIdentifier,
  'entity-type': (value) => (event) => (event.entity ?? []).some(({ type }) => matchesCoding(type, value)),
  'entity-role': (value) => (event) => (event.entity ?? []).some(({ role }) => matchesCoding(role, value)),
  source: matchSource,
  'source.identifier': matchSource,
  site: (value) => (event) => startsWith(event.source.site, value),
  type: (value) => (event) => matchesCoding(event.type, value),
  subtype: (value) => (event) => (event.subtype ?? []).some((coding) => matchesCoding(coding, value)),
  action: (value) => (event) => event.action === readCode(value),
  outcome: (value) => (event) => event.outcome === readCode(value),
}

function matchEntityIdentifier(value: string): Condition {
  return (event) => (event.entity ?? []).some(({ what }) => matchesIdentifier(what?.identifier, value))
}

function matchSource(value: string): Condition {
  return ({ source: { observer } }) => matchesReference(observer, value) || observer.display === readCode(value)
}

const readCode = (value: string) => value.slice(value.lastIndexOf('|') + 1)

/** Returns `Patient/id` for an id, a reference, or a URL. */
export const toPatientReference = (value: string) =>
  value.includes('/') ? value.split('/').slice(-2).join('/') : `Patient/${value}`

/** The details of a patient name further identifiers of it: `system|value`. */
const readDetail = (text: string): Identifier => {
  const bar = text.lastIndexOf('|')
  return { system: text.slice(0, Math.max(0, bar)), value: text.slice(bar + 1) }
}

/** A token: `code`, `system|code`, `|code` without a system, or `system|`. */
function matchesToken(system: string | undefined, code: string | undefined, token: string): boolean {
  const bar = token.lastIndexOf('|')
  if (bar === -1) return code === token
  const [wantedSystem, wanted] = [token.slice(0, bar), token.slice(bar + 1)]
  return (system ?? '') === wantedSystem && (wanted === '' || code === wanted)
}

const matchesCoding = (coding: Coding | undefined, token: string) =>
  coding !== undefined && matchesToken(coding.system, coding.code, token)

function matchesIdentifier(identifier: Identifier | undefined, token: string): boolean {
  if (!identifier) return false
  // A namespace of HL7 v2 is no system, but callers know it as one.
  return matchesToken(identifier.system ?? identifier.assigner?.display, identifier.value, token)
}

/** A reference matches by `Type/id`, by the id alone, or by the identifier that stands in its place. */
function matchesReference(what: Reference | undefined, value: string): boolean {
  if (!what) return false
  const { reference, identifier } = what
  if (reference !== undefined) return reference === value || reference.split('/').at(-1) === value
  return identifier?.value === value
}

const startsWith = (text: string | undefined, beginning: string) =>
  text?.toLowerCase().startsWith(beginning.toLowerCase()) === true
