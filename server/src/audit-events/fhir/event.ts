// The shape of an AuditEvent, as far as this program writes it (FHIR R4).

export type Coding = { system?: string; code?: string; display?: string }

export type Identifier = { system?: string; value: string; assigner?: { display: string } }

export type Reference = { reference?: string; type?: string; identifier?: Identifier; display?: string }

export type Agent = {
  type?: { coding?: Coding[]; text?: string }
  role?: { coding?: Coding[]; text?: string }[]
  who?: Reference
  altId?: string
  name?: string
  requestor: boolean
  network?: { address: string; type?: string }
}

export type Entity = {
  what?: Reference
  type?: Coding
  role?: Coding
  name?: string
  description?: string
  query?: string
  detail?: { type: string; valueString: string }[]
}

export type AuditEvent = {
  resourceType: 'AuditEvent'
  id: string
  meta: { lastUpdated: string; profile?: string[] }
  type: Coding
  subtype?: Coding[]
  action?: string
  period?: { start: string; end: string }
  recorded: string
  outcome?: string
  outcomeDesc?: string
  agent: Agent[]
  source: { site?: string; observer: Reference; type?: Coding[] }
  entity?: Entity[]
}
