// The code systems of AuditEvents, and the codes of them that this program uses.
import type { Coding } from './event.ts'

const dicomSystem = 'http://dicom.nema.org/resources/ontology/DCM'
const eventTypes = 'http://terminology.hl7.org/CodeSystem/audit-event-type'
const entityTypes = 'http://terminology.hl7.org/CodeSystem/audit-entity-type'
const objectRoles = 'http://terminology.hl7.org/CodeSystem/object-role'
const sourceTypes = 'http://terminology.hl7.org/CodeSystem/security-source-type'
const participations = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'
const provenanceParticipants = 'http://terminology.hl7.org/CodeSystem/provenance-participant-type'
const balp = 'https://profiles.ihe.net/ITI/BALP'

export const toDicom = (code: string, display?: string): Coding => ({
  system: dicomSystem,
  code,
  ...(display !== undefined && { display }),
})

export const unknownCode: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/data-absent-reason',
  code: 'unknown',
}

export const restfulOperation: Coding = { system: eventTypes, code: 'rest', display: 'Restful Operation' }

export const toInteractionCode = (code: string): Coding => ({
  system: 'http://hl7.org/fhir/restful-interaction',
  code,
  display: code,
})

export const toEntityType = (code: string): Coding => ({ system: entityTypes, code })
export const toObjectRole = (code: string): Coding => ({ system: objectRoles, code })

export const person: Coding = { system: entityTypes, code: '1', display: 'Person' }
export const systemObject: Coding = { system: entityTypes, code: '2', display: 'System Object' }
export const patientRole: Coding = { system: objectRoles, code: '1', display: 'Patient' }
export const domainResource: Coding = { system: objectRoles, code: '4', display: 'Domain Resource' }
export const queryRole: Coding = { system: objectRoles, code: '24', display: 'Query' }

/** An entity that holds the id of a request. */
export const requestId: Coding = { system: `${balp}/CodeSystem/BasicAuditEntityType`, code: 'XrequestId' }

export const applicationServer: Coding = { system: sourceTypes, code: '4', display: 'Application Server' }

export const agentTypes = {
  source: toDicom('110153', 'Source Role ID'),
  destination: toDicom('110152', 'Destination Role ID'),
  application: toDicom('110150', 'Application'),
  custodian: { system: provenanceParticipants, code: 'custodian', display: 'Custodian' },
  recipient: { system: participations, code: 'IRCP', display: 'information recipient' },
} as const satisfies Record<string, Coding>

/** Returns the address of a profile of IHE's Basic Audit Log Patterns, such as `Read` or `PatientQuery`. */
export const toProfile = (name: string) => `${balp}/StructureDefinition/IHE.BasicAudit.${name}`

/** The codes of outcomes, in DICOM and in FHIR R4. */
export const outcomeCodes = { success: '0', minorFailure: '4', seriousFailure: '8', majorFailure: '12' } as const

/** The types of `agent.network`. */
export const networkTypes = { machineName: '1', address: '2', uri: '5' } as const
