// Makes the AuditEvent of a transaction: who asked what of which system, about which patient, and how it ended.
import type { Heads } from '../../bodies/index.ts'
import type { PatientId } from '../patients/rules.ts'
import {
  agentTypes,
  applicationServer,
  domainResource,
  outcomeCodes,
  queryRole,
  requestId,
  restfulOperation,
  systemObject,
  toInteractionCode,
  toProfile,
} from './codes.ts'
import type { Agent, AuditEvent, Entity, Reference } from './event.ts'
import { buildPatientEntities, toNetwork } from './references.ts'
import { type RestRequest, readRestRequest } from './rest-request.ts'

/** A transaction that has been answered or given up, as the record has it. */
type EndedTransaction = {
  id: string
  client: string | null
  client_ip: string
  requested_at: number
  responded_at: number
  method: string
  host: string | null
  path: string
  query: string
  response_status: number | null
  upstream: string | null
  error: string | null
}

type About = {
  patients: readonly PatientId[]
  client: { clientID: string; name: string } | undefined
  /** The name of this installation in audits. */
  source: string
  /** The path of the `Location` of the answer. */
  location: string | undefined
}

type AgentType = keyof typeof agentTypes
type Pattern = { name?: string; action: string; agents: readonly [client: AgentType, server: AgentType] }

/** The roles of client and server by the direction in which content goes, as DICOM has them. */
const toServer = ['source', 'destination'] as const
const toClient = ['destination', 'source'] as const

/** The patterns of BALP, by the interaction. BALP has none for what has no name here. */
const patterns: Readonly<Record<string, Pattern>> = {
  read: { name: 'Read', action: 'R', agents: toClient },
  vread: { name: 'Read', action: 'R', agents: toClient },
  'history-instance': { action: 'R', agents: toClient },
  'history-type': { action: 'R', agents: toClient },
  search: { name: 'Query', action: 'E', agents: toServer },
  'search-type': { name: 'Query', action: 'E', agents: toServer },
  create: { name: 'Create', action: 'C', agents: toServer },
  update: { name: 'Update', action: 'U', agents: toServer },
  patch: { name: 'Update', action: 'U', agents: toServer },
  delete: { name: 'Delete', action: 'D', agents: ['application', 'custodian'] },
}
const execution: Pattern = { action: 'E', agents: toServer }

/** Returns the AuditEvent of a transaction. Its id follows from that of the transaction. */
export function buildTransactionEvent(
  row: EndedTransaction,
  { patients, client, source, location }: About,
): AuditEvent {
  const request = readRestRequest(row)
  const { name, action, agents } = patterns[request.interaction] ?? execution
  const outcome = findOutcome(row.response_status)
  const isSuccess = outcome === outcomeCodes.success
  const profile =
    name !== undefined && isSuccess ? [toProfile(patients.length > 0 ? `Patient${name}` : name)] : undefined
  const ended = new Date(Number(row.responded_at)).toISOString()
  const started = new Date(Number(row.requested_at)).toISOString()
  const problem = row.error ?? (isSuccess || row.response_status === null ? undefined : `HTTP ${row.response_status}`)
  return {
    resourceType: 'AuditEvent',
    id: toEventId(row.id),
    meta: { lastUpdated: ended, ...(profile && { profile }) },
    type: restfulOperation,
    subtype: [toInteractionCode(request.interaction)],
    action,
    period: { start: started, end: ended },
    recorded: started,
    outcome,
    ...(problem !== undefined && { outcomeDesc: problem }),
    agent: [buildClient(row, client, agents[0]), buildServer(row, source, agents[1])],
    source: { site: source, observer: { display: source }, type: [applicationServer] },
    entity: [
      { what: { identifier: { value: row.id } }, type: requestId },
      ...buildPatientEntities(patients),
      name === 'Query' ? buildQuery(row) : buildData(row, request, location),
    ],
  }
}

export const toEventId = (id: string) => `transaction-${id}`

function findOutcome(status: number | null): string {
  if (status === null || status >= 500) return outcomeCodes.seriousFailure
  return status < 400 ? outcomeCodes.success : outcomeCodes.minorFailure
}

function buildClient(row: EndedTransaction, client: About['client'], type: AgentType): Agent {
  const clientID = client?.clientID ?? row.client
  const who = clientID === null ? { display: 'unknown client' } : { type: 'Device', identifier: { value: clientID } }
  return {
    type: { coding: [agentTypes[type]] },
    who: client ? { ...who, display: client.name } : who,
    ...(client && { name: client.name }),
    requestor: true,
    network: toNetwork(row.client_ip || 'unknown'),
  }
}

/** The upstream. A request that reached none was answered by the gateway. */
function buildServer(row: EndedTransaction, source: string, type: AgentType): Agent {
  const { name, host } = readUpstream(row.upstream)
  return {
    type: { coding: [agentTypes[type]] },
    who: { display: name ?? source },
    requestor: false,
    network: toNetwork(host ?? row.host ?? source),
  }
}

function readUpstream(upstream: string | null): { name?: string; host?: string } {
  const document: unknown = upstream === null ? {} : JSON.parse(upstream)
  const read = (field: string) => {
    const value: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, field) : undefined
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const [name, host] = [read('name'), read('host')]
  return { ...(name !== undefined && { name }), ...(host !== undefined && { host }) }
}

const toAddress = ({ path, query }: EndedTransaction) => (query ? `${path}?${query}` : path)

/** The request line and the host, as they came. */
function buildQuery(row: EndedTransaction): Entity {
  const line = `${row.method} ${toAddress(row)}`
  const text = row.host === null ? line : `${line}\nHost: ${row.host}`
  return { type: systemObject, role: queryRole, description: line, query: Buffer.from(text).toString('base64') }
}

function buildData(row: EndedTransaction, request: RestRequest, location: string | undefined): Entity {
  return { what: findWhat(row, request, location), type: systemObject, role: domainResource }
}

function findWhat(
  row: EndedTransaction,
  { type, id, interaction }: RestRequest,
  location: string | undefined,
): Reference {
  if (type !== undefined && id !== undefined) return { reference: `${type}/${id}` }
  const created = interaction === 'create' ? readCreated(location) : undefined
  if (created) return { reference: created }
  return { ...(type !== undefined && { type }), display: `${row.method} ${toAddress(row)}` }
}

function readCreated(location: string | undefined): string | undefined {
  const { type, id } = readRestRequest({ method: 'GET', path: location ?? '', query: '' })
  return type !== undefined && id !== undefined ? `${type}/${id}` : undefined
}

/** Returns the path of the `Location` of an answer. */
export function findLocation(heads: Pick<Heads, 'responseHeaders'> | undefined): string | undefined {
  const headers = heads?.responseHeaders ?? []
  const at = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'location')
  return at === -1 ? undefined : headers[at + 1]?.replace(/^[a-z]+:\/\/[^/]*/i, '').split('?')[0]
}
