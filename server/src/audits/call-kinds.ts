// Decides which entry a call of the management API leaves. A call that changes something leaves one unless it is listed here.
import type { EventKind } from './events.ts'

/** A route, such as `GET /clients/:id`. */
type Route = string

/** Calls that write, and change no configuration. */
const withoutEntry: ReadonlySet<Route> = new Set([
  // The call adds an entry itself.
  'POST /audits',
  // These calls are traffic. It is recorded as transactions, and the health of mediators.
  'POST /mediators/:urn/heartbeat',
  'POST /transactions',
  'PUT /transactions/:id',
  // These calls compute an answer and store nothing.
  'POST /configuration/plan',
  'POST /channels/check-pattern',
  'POST /channels/check-search-key',
  'POST /channels/check-connection',
  'POST /channels/check-route',
  'POST /clients/new-token',
  'POST /clients/:id/try',
  'POST /metadata/validate',
  'POST /tasks/preview',
  'POST /user-roles/preview',
  // How a person reads the console.
  'PUT /me/preferences',
])

const special: Readonly<Record<Route, EventKind>> = {
  'POST /authenticate/local': 'sign-in',
  'GET /logout': 'sign-out',
  'GET /metadata': 'export',
  'GET /configuration': 'export',
  'GET /transactions/:id/bodies/:part': 'export',
  'GET /transactions/:id': 'view',
  'GET /audits': 'audit-log-used',
  'GET /audits/:id': 'audit-log-used',
  'GET /audits/bodies': 'audit-log-used',
  'GET /fhir/AuditEvent': 'audit-log-used',
  'GET /patient-report': 'audit-log-used',
  'GET /fhir/AuditEvent/:id': 'audit-log-used',
  'GET /password-reset-request/:email': 'user-change',
}

/** Lists of transactions show bodies in this representation. */
const listsOfTransactions = ['GET /transactions', 'GET /transactions/clients/:clientId']
const representationsWithBodies = ['full', 'fulltruncate']

const kindsOfChanges: [path: RegExp, kind: EventKind][] = [
  [/^\/(users|user-roles|token|setup|password-reset-request|me|view-as)\b/, 'user-change'],
  [/^\/(clients|roles|keystore|certificates|authority|authentication|notice-settings)\b/, 'security-change'],
]

/** Returns the kind of entry that a call leaves; undefined: none. */
export function findCallKind(route: Route, representation: unknown): EventKind | undefined {
  const [method = '', path = ''] = route.split(' ')
  if (listsOfTransactions.includes(route))
    return representationsWithBodies.some((name) => name === representation) ? 'view' : undefined
  const kind = special[route]
  if (kind || method === 'GET' || withoutEntry.has(route)) return kind
  return kindsOfChanges.find(([pattern]) => pattern.test(path))?.[1] ?? 'change'
}
