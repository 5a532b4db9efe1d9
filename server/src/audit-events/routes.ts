// The FHIR interface: AuditEvents of the record, of the audit log and of the views of bodies.
import { auditEventControls, auditEventsApi } from '@mediary/contract/operations/audits/audit-events'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { badRequest, notFound, ProblemError } from '../platform/http/problem.ts'
import { buildCapabilityStatement } from './capability-statement.ts'
import { type EventSource, readEventId } from './event-source.ts'
import type { PatientIndex } from './patients/patient-index.ts'
import { ParameterError } from './search/parameters.ts'
import { readSearch, type Search, searchEvents } from './search/search.ts'

const mediaType = 'application/fhir+json; charset=utf-8'
const counts = { usual: 50, max: 200 }

type Deps = {
  auditEvents: EventSource
  patientIndex: Pick<PatientIndex, 'listEvents'>
  version: string
  startedAt: number
}

export function auditEventRoutes(app: FastifyInstance, require: Require, deps: Deps) {
  // Errors of these endpoints are resources of FHIR, too.
  void app.register(async (fhir) => {
    fhir.setErrorHandler(sendOutcome)
    implement(fhir, require, auditEventsApi, {
      search: async ({ query }, { request, reply }) => {
        reply.type(mediaType)
        const parameters = listParameters(query)
        const search = refuseBadParameters(() => readSearch({ parameters, handling: readHandling(request) }))
        const control = readControl(query)
        const page = await searchEvents({ source: deps.auditEvents, index: deps.patientIndex }, search, control)
        return buildBundle(request, search, { ...page, parameters, count: control.count })
      },
      get: async ({ params: { id } }, { reply }) => {
        reply.type(mediaType)
        const found = readEventId(id)
        const [event] = found ? await deps.auditEvents.load([found]) : []
        if (!event) throw notFound('audit-event-not-found', { id })
        return event.event
      },
      capabilities: async (_, { reply }) => {
        reply.type(mediaType)
        return buildCapabilityStatement(deps.version, deps.startedAt)
      },
    })
  })
}

type Query = Record<string, unknown>

const toList = (value: unknown): string[] => (value === undefined ? [] : [value].flat().map(String))

const listParameters = (query: Query): [string, string][] =>
  Object.entries(query)
    .filter(([name]) => !auditEventControls.includes(name))
    .flatMap(([name, values]) => toList(values).map((value): [string, string] => [name, value]))

/** Unknown parameters are refused, unless the caller asks to ignore them: a filter that has no effect would show too much. */
const readHandling = ({ headers }: FastifyRequest) =>
  /\bhandling\s*=\s*"?lenient\b/i.test(toList(headers.prefer).join(',')) ? 'lenient' : 'strict'

function refuseBadParameters<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ParameterError) throw badRequest('bad-fhir-parameter', { problem: error.message })
    throw error
  }
}

function readControl(query: Query) {
  const [[count = String(counts.usual)], [before], [sort], [format]] = [
    toList(query._count),
    toList(query.before),
    toList(query._sort),
    toList(query._format),
  ]
  const refuse = (problem: string) => {
    throw badRequest('bad-fhir-parameter', { problem })
  }
  if (!/^\d{1,6}$/.test(count)) refuse('_count: must be a number')
  if (before !== undefined && !/^[0-9a-f]{24}$/.test(before)) refuse('before: must be an id')
  if (sort !== undefined && sort !== '-date') refuse('_sort: must be -date')
  if (format !== undefined && !/json/i.test(format)) refuse('_format: must be json')
  return { count: Math.min(Math.max(1, Number(count)), counts.max), before }
}

type Page = Awaited<ReturnType<typeof searchEvents>> & { parameters: readonly [string, string][]; count: number }

function buildBundle(request: FastifyRequest, { ignored }: Search, { events, next, parameters, count }: Page) {
  const base = `${request.protocol}://${request.host}${request.url.split('?')[0]}`
  const known = parameters.filter(([name]) => !ignored.includes(name))
  const self = new URLSearchParams([...known.map(([name, value]) => [name, value]), ['_count', String(count)]])
  const toLink = (relation: string, parameters: URLSearchParams) => ({ relation, url: `${base}?${parameters}` })
  const following = new URLSearchParams(self)
  if (next !== undefined) following.set('before', next)
  return {
    resourceType: 'Bundle' as const,
    type: 'searchset' as const,
    timestamp: new Date().toISOString(),
    link: [toLink('self', self), ...(next === undefined ? [] : [toLink('next', following)])],
    entry: [
      ...events.map(({ event }) => ({
        fullUrl: `${base}/${event.id}`,
        resource: event,
        search: { mode: 'match' },
      })),
      ...(ignored.length > 0 ? [buildWarning(ignored)] : []),
    ],
  }
}

const buildWarning = (ignored: string[]) => ({
  resource: buildOutcome('warning', 'not-supported', `Parameters without effect: ${ignored.join(', ')}`),
  search: { mode: 'outcome' },
})

const buildOutcome = (severity: string, code: string, diagnostics: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity, code, diagnostics }],
})

const issueCodes: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
}

/** Sends a problem as FHIR has it. What is no problem of the caller is left to the API. */
function sendOutcome(error: FastifyError, _request: FastifyRequest, reply: FastifyReply) {
  if (!(error instanceof ProblemError)) throw error
  const { status, detail } = error.problem
  if (error.retryAfter !== undefined) reply.header('Retry-After', String(Math.ceil(error.retryAfter)))
  return reply
    .status(status)
    .type(mediaType)
    .send(JSON.stringify(buildOutcome('error', issueCodes[status] ?? 'processing', detail)))
}
