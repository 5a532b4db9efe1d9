// References of AuditEvents to clients, users and patients.
import type { PatientId } from '../patients/rules.ts'
import { networkTypes, patientRole, person } from './codes.ts'
import type { Agent, Entity, Identifier, Reference } from './event.ts'

const isAbsolute = /^[a-z][a-z0-9+.-]*:/i

/** Returns an identifier. A system that is no URI, such as a namespace of HL7 v2, is named as its assigner. */
function toIdentifier(system: string, value: string): Identifier {
  if (system === '') return { value }
  return isAbsolute.test(system) ? { system, value } : { value, assigner: { display: system } }
}

const toPatientReference = (patient: PatientId): Reference =>
  'reference' in patient
    ? { reference: patient.reference }
    : { type: 'Patient', identifier: toIdentifier(patient.system, patient.value) }

const describePatient = (patient: PatientId) =>
  'reference' in patient ? patient.reference : `${patient.system}|${patient.value}`

/** Returns the entity of the patients that an event names. The profiles have one: its details name the others. */
export function buildPatientEntities(patients: readonly PatientId[]): Entity[] {
  const [first, ...others] = patients
  if (!first) return []
  const detail = others.map((patient) => ({ type: 'patient', valueString: describePatient(patient) }))
  return [{ what: toPatientReference(first), type: person, role: patientRole, ...(detail.length > 0 && { detail }) }]
}

export const toNetwork = (address: string): NonNullable<Agent['network']> => ({
  address,
  type: /^[\d.]+$|:.*:/.test(address) ? networkTypes.address : networkTypes.machineName,
})
