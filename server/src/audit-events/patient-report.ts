// The report of a patient: each event that names it, as a line that a person reads.
import type { PatientAccess } from '@mediary/contract/operations/audits/patient-report'
import { patientReportApi } from '@mediary/contract/operations/audits/patient-report'
import type { FastifyInstance } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import type { EventSource, FoundEvent } from './event-source.ts'
import type { Agent, AuditEvent } from './fhir/event.ts'
import type { EventKind, PatientIndex } from './patients/patient-index.ts'

type Deps = { auditEvents: Pick<EventSource, 'load'>; patientIndex: Pick<PatientIndex, 'listEventsNamed'> }

export const patientReportRoutes = (app: FastifyInstance, require: Require, { auditEvents, patientIndex }: Deps) =>
  implement(app, require, patientReportApi, {
    list: async ({ query: { patient, limit, before } }, { request, reply }) => {
      const ids = await patientIndex.listEventsNamed(patient, { before, limit })
      const last = ids.at(-1)
      // The page may be short of events that were deleted just now.
      if (last && ids.length === limit)
        reply.header('Link', `<${buildAddress(request.url, { limit: String(limit), before: last.id })}>; rel="next"`)
      return (await auditEvents.load(ids)).map(toAccess)
    },
  })

/** The patient is left out: it would stand in logs of proxies. */
function buildAddress(url: string, parameters: Record<string, string>): string {
  return `${url.split('?')[0]}?${new URLSearchParams(parameters)}`
}

const kinds = { transaction: 'request', 'body-view': 'body-view', audit: 'call' } as const satisfies Record<
  EventKind,
  PatientAccess['kind']
>

function toAccess({ kind, id, event }: FoundEvent): PatientAccess {
  const requestor = event.agent.find((agent) => agent.requestor)
  const transactionID = findTransaction(event, kind === 'transaction' ? id : undefined)
  const reason = (event.entity ?? []).flatMap(({ detail }) => detail ?? []).find(({ type }) => type === 'reason')
  return {
    _id: id,
    kind: kinds[kind],
    at: event.recorded,
    ...(requestor && (kind === 'transaction' ? describeClient(requestor) : describeUser(requestor))),
    ...(requestor?.network && { address: requestor.network.address }),
    ...(event.action !== undefined && { action: event.action }),
    what: describeWhat(event),
    ...(kind === 'transaction' && { upstream: event.agent[1]?.who?.display }),
    ...(event.outcome !== undefined && { outcome: event.outcome }),
    ...(reason && { reason: reason.valueString }),
    ...(transactionID !== undefined && { transactionID }),
  }
}

const describeClient = ({ who, name }: Agent) => ({
  ...(who?.identifier && { clientID: who.identifier.value }),
  ...(name && { client: name }),
})

const describeUser = ({ who, name }: Agent) => {
  const user = name ?? who?.identifier?.value ?? who?.display
  return user === undefined ? {} : { user }
}

/** The object of an event is its last entity. */
function describeWhat({ entity = [] }: AuditEvent): string {
  const object = entity.at(-1)
  const part = object?.detail?.find(({ type }) => type === 'part')?.valueString
  const text =
    object?.description ?? object?.what?.reference ?? object?.what?.display ?? object?.what?.identifier?.value ?? ''
  return part === undefined ? text : `${part}, ${text}`
}

const findTransaction = ({ entity = [] }: AuditEvent, own: string | undefined): string | undefined => {
  if (own !== undefined) return own
  const named = entity.map(({ what }) => what?.identifier?.value ?? '')
  return named.flatMap((value) => /^(?:GET \/transactions\/)?([0-9a-f]{24})\b/.exec(value)?.[1] ?? [])[0]
}
