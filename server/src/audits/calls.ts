import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../platform/http/caller.ts'
import { readCallerAddress } from '../platform/http/caller-address.ts'
import type { Require } from '../platform/http/implement.ts'
import { ProblemError } from '../platform/http/problem.ts'
import { findCallKind } from './call-kinds.ts'
import { type AuditEvent, type EventKind, type Outcome, outcomes } from './events.ts'
import type { AuditJournal } from './journal.ts'
import { recentSignIns } from './recent-sign-ins.ts'

type Who = NonNullable<AuditEvent['who']>

/**
 * Makes each call of the management API leave its entry before it is answered. Returns the `require` that the routes must
 * use: it tells who calls. See docs/decisions/0028-audit-log.md.
 */
export function auditCalls(app: FastifyInstance, require: Require, journal: Pick<AuditJournal, 'record'>): Require {
  const callers = new WeakMap<FastifyRequest, Who>()
  const programs = recentSignIns()

  app.addHook('onSend', async (request, reply) => {
    const event = describeCall(request, reply, callers.get(request))
    if (event) await journal.record(event)
  })

  return async (request, endpoint) => {
    const { address } = readCallerAddress(request)
    try {
      const caller = await require(request, endpoint)
      if (caller.user) callers.set(request, toWho(caller.user, address))
      // A program that sends its password with every call is signed in without a call of its own.
      if (caller.user && caller.by !== 'session' && programs.isNew(caller.user.id, address) && !findKind(request))
        await journal.record({ kind: 'sign-in', outcome: outcomes.success, who: toWho(caller.user, address) })
      return caller
    } catch (error) {
      const email =
        error instanceof ProblemError && error.problem.code === 'forbidden' && error.problem.parameters?.user
      if (typeof email === 'string') callers.set(request, { userID: email, address })
      throw error
    }
  }
}

const toWho = ({ email, name, groups }: NonNullable<Caller['user']>, address: string): Who => ({
  userID: email,
  name,
  groups,
  address,
})

const readRoute = ({ method, routeOptions }: FastifyRequest) =>
  `${method === 'HEAD' ? 'GET' : method} ${routeOptions.url ?? ''}`

const readField = (document: unknown, name: string): string | undefined => {
  const value: unknown = typeof document === 'object' && document !== null ? Reflect.get(document, name) : undefined
  return typeof value === 'string' && value !== '' ? value.slice(0, 255) : undefined
}

function findKind(request: FastifyRequest): EventKind | undefined {
  if (request.routeOptions.url === undefined) return undefined
  return findCallKind(readRoute(request), readField(request.query, 'filterRepresentation'))
}

/** Returns undefined for a call that leaves no entry. */
function describeCall(request: FastifyRequest, reply: FastifyReply, who: Who | undefined): AuditEvent | undefined {
  const { statusCode } = reply
  const { address } = readCallerAddress(request)
  const isWrongPassword = statusCode === 401 && sendsCredentials(request)
  const kind = isWrongPassword ? 'sign-in' : isFile(reply) ? 'export' : findKind(request)
  if (!kind) return undefined
  if (kind === 'sign-in') return describeSignIn(request, statusCode, address)
  // Anybody can make calls that are refused: those who are not known fill no disk with them.
  if (!who && statusCode >= 400) return undefined
  return {
    kind,
    outcome: toOutcome(statusCode),
    action: findAction(request, reply),
    who: who ?? { userID: readField(request.body, 'email') ?? unknown(address), address },
    object: { id: describePath(request), details: describeDetails(request) },
  }
}

/** A list leaves as a file: see platform/http/export.ts. */
const isFile = (reply: FastifyReply) => String(reply.getHeader('content-disposition') ?? '').startsWith('attachment')

const unknown = (address: string) => `Unknown with ip ${address}`

/** Refusals of a user who guesses too often are not entries: the wrong passwords before them are. */
function describeSignIn(request: FastifyRequest, statusCode: number, address: string): AuditEvent | undefined {
  if (statusCode !== 200 && statusCode !== 401) return undefined
  const userID = readField(request.body, 'username') ?? unknown(address)
  const outcome = statusCode === 200 ? outcomes.success : outcomes.seriousFailure
  return { kind: 'sign-in', outcome, who: { userID, address } }
}

const sendsCredentials = ({ headers, routeOptions }: FastifyRequest) =>
  routeOptions.url === '/authenticate/local' ||
  headers.authorization !== undefined ||
  headers['auth-username'] !== undefined

function toOutcome(statusCode: number): Outcome {
  if (statusCode < 400) return outcomes.success
  if (statusCode === 401 || statusCode === 403) return outcomes.seriousFailure
  return statusCode < 500 ? outcomes.minorFailure : outcomes.majorFailure
}

const actions: Readonly<Record<string, string>> = { PUT: 'U', DELETE: 'D', GET: 'R', HEAD: 'R' }

function findAction(request: FastifyRequest, reply: FastifyReply) {
  if (/^\/(logout|password-reset-request)/.test(request.routeOptions.url ?? '')) return 'E'
  return actions[request.method] ?? (reply.statusCode === 201 ? 'C' : 'E')
}

/** A token in a path is a password. */
const secretParameter = /\/:token\b/

function describePath({ method, url, routeOptions: { url: route = '' } }: FastifyRequest) {
  const path = secretParameter.test(route) ? route.replace(secretParameter, '/…') : url.split('?')[0]
  return `${method} ${path}`.slice(0, 500)
}

const names = ['name', 'clientID', 'group', 'email', 'urn', 'reason', 'id']

/** Names a new object, which has no id in the path yet, or says why a body was viewed. */
function describeDetails({ body, query }: FastifyRequest) {
  // Whoever asks who saw a patient leaves a trace at that patient.
  const patient = readField(query, 'patient') ?? readField(query, 'patient.identifier')
  if (patient !== undefined) return { type: 'patient', value: patient }
  for (const type of names) {
    const value = readField(body, type) ?? (type === 'reason' ? readField(query, type) : undefined)
    if (value !== undefined) return { type, value }
  }
  return undefined
}
