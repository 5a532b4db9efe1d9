import { auditEventParameters } from '@mediary/contract/operations/audits/audit-events'

const types: Readonly<Record<string, string>> = {
  date: 'date',
  agent: 'reference',
  patient: 'reference',
  entity: 'reference',
  source: 'reference',
  'agent-name': 'string',
  address: 'string',
  site: 'string',
}
const isChained = (name: string) => name.includes('.')

/** Returns what the FHIR interface can do. `version`: that of this program. */
export const buildCapabilityStatement = (version: string, startedAt: number) => ({
  resourceType: 'CapabilityStatement' as const,
  status: 'active',
  date: new Date(startedAt).toISOString(),
  kind: 'instance',
  software: { name: 'Mediary', version },
  implementation: { description: 'AuditEvents of the gateway (IHE BALP, Retrieve ATNA Audit Event ITI-81)' },
  instantiates: ['https://profiles.ihe.net/ITI/BALP/CapabilityStatement/IHE.BALP.ATNA.AuditRecordRepository'],
  fhirVersion: '4.0.1',
  format: ['application/fhir+json'],
  rest: [
    {
      mode: 'server',
      security: { cors: false, description: 'a user with the permission audit-trail-view' },
      resource: [
        {
          type: 'AuditEvent',
          interaction: [{ code: 'read' }, { code: 'search-type' }],
          versioning: 'no-version',
          searchParam: Object.keys(auditEventParameters)
            .filter((name) => !isChained(name))
            .map((name) => ({ name, type: types[name] ?? 'token' })),
        },
      ],
    },
  ],
})
