// AuditEvents (FHIR R4) of the record and of the audit log: Retrieve ATNA Audit Event, ITI-81. The base of FHIR is `/fhir`.
import { z } from 'zod'
import type { Api } from '../../api/endpoint.ts'

const maxLength = 500
const maxRepeated = 20

/** A parameter of a search. It may be repeated: then each of them must match. A comma separates values of which one must match. */
const Parameter = z.union([z.string().max(maxLength), z.array(z.string().max(maxLength)).max(maxRepeated)]).optional()

const described = (text: string) => Parameter.describe(text)

/** The parameters of a search for AuditEvents. */
export const auditEventParameters = {
  _id: described('id of the event'),
  date: described('when the event was recorded, such as ge2026-11-01'),
  agent: described('reference to an agent: the id of a client, or the e-mail address of a user'),
  'agent.identifier': described('identifier of an agent, such as the id of a client'),
  'agent-name': described('beginning of the name of an agent'),
  address: described('beginning of the network address of an agent'),
  patient: described('reference to a patient, such as Patient/123'),
  'patient.identifier': described('identifier of a patient: system|value, or a value alone'),
  entity: described('reference to an object, such as Observation/7'),
  'entity.identifier': described('identifier of an object, such as the id of a transaction'),
  'entity-id': described('the same as entity.identifier'),
  'entity-type': described('type of an object, such as 1 for a person'),
  'entity-role': described('role of an object, such as 24 for a query'),
  source: described('name of the system that recorded the event'),
  'source.identifier': described('the same as source'),
  site: described('beginning of the site of the source'),
  type: described('type of the event, such as rest'),
  subtype: described('subtype of the event, such as search-type'),
  action: described('C create, R read, U update, D delete, E execute'),
  outcome: described('0 success, 4 minor failure, 8 serious failure, 12 major failure'),
} as const

const control = {
  _count: described('the maximum number of events of a page, 1 to 200; 50 when absent'),
  _sort: described('only -date: the newest events come first'),
  _format: described('only json'),
  before: described('where the page begins; the links of a page have it'),
} as const

export const auditEventControls = Object.keys(control)

/** An AuditEvent. Its elements are those of FHIR R4. */
const AuditEventResource = z.looseObject({ resourceType: z.literal('AuditEvent'), id: z.string() })

const Bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  type: z.literal('searchset'),
  link: z.array(z.object({ relation: z.string(), url: z.string() })),
  entry: z.array(z.looseObject({ fullUrl: z.string().optional(), resource: z.looseObject({}) })),
})

export const auditEventsApi = {
  search: {
    method: 'GET',
    path: '/fhir/AuditEvent',
    summary: 'Search AuditEvents (FHIR R4, ITI-81), newest first',
    permission: 'audit-trail-view',
    query: z.looseObject({ ...auditEventParameters, ...control }),
    response: Bundle,
  },
  get: {
    method: 'GET',
    path: '/fhir/AuditEvent/:id',
    summary: 'Show an AuditEvent (FHIR R4)',
    permission: 'audit-trail-view',
    params: z.object({ id: z.string().regex(/^[A-Za-z0-9.-]{1,64}$/) }),
    response: AuditEventResource,
  },
  capabilities: {
    method: 'GET',
    path: '/fhir/metadata',
    summary: 'Show what the FHIR interface can do: its CapabilityStatement',
    permission: 'public',
    response: z.looseObject({ resourceType: z.literal('CapabilityStatement') }),
  },
} as const satisfies Api
