import { hash } from 'node:crypto'
import type { ReportedCall, ReportedRoute } from '@mediary/contract/transactions/mediator-updates'
import type { Seal } from '../../bodies/index.ts'
import { withoutCredentials, withoutSecrets } from '../../platform/redaction.ts'
import { type Call, mediatorKey, orchestrationKey } from '../calls.ts'
import type { Chunk } from '../recording/entries.ts'

const chunkSize = 256 * 1024

/** Bodies that come with a report: each is stored once, and whoever repeats it refers to it. */
export function collectBodies(id: string, known: [part: string, bytes: Uint8Array | null | undefined][], seal?: Seal) {
  const bodyNames = new Map<string, string>()
  for (const [part, bytes] of known) if (bytes?.length) bodyNames.set(hash('sha256', bytes), part)
  const chunks: Chunk[] = []

  const storeAgain = (part: string, text: string | undefined): string | null => {
    if (!text) return null
    const bytes = Buffer.from(text)
    bodyNames.set(hash('sha256', bytes), part)
    chunks.push(...toChunks({ id, part, bytes }, seal))
    return part
  }

  return {
    chunks,
    /** Also when it repeats another. */
    storeAgain: storeAgain,
    /** The part under which the body stands; null when there is none. */
    store: (part: string, text: string | undefined): string | null =>
      (text && bodyNames.get(hash('sha256', text))) || storeAgain(part, text),
  }
}

export const toChunks = ({ bytes, ...of }: Omit<Chunk, 'n'>, seal: Seal | undefined): Chunk[] =>
  Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, n) => {
    const chunk = { ...of, n, bytes: bytes.subarray(n * chunkSize, (n + 1) * chunkSize) }
    return seal ? { ...chunk, ...seal(chunk) } : chunk
  })

export type MediatorBodies = ReturnType<typeof collectBodies>

export type BodyPolicy = { request: boolean; response: boolean }

/** A reported call as it is kept; `at`: when it was received, for what has no time of its own. */
function buildCall(key: string, call: ReportedCall, bodies: MediatorBodies, policy: BodyPolicy, at: number): Call {
  const { name, group, request, response, error } = call
  return {
    key,
    name,
    group,
    error,
    request: request && { ...sanitiseRequest(request), timestamp: request.timestamp ?? at },
    response: response && {
      status: response.status,
      headers: withoutCredentials(response.headers ?? []),
      timestamp: response.timestamp ?? at,
    },
    requestBody: policy.request ? bodies.store(`${key}.request`, request?.body) : null,
    responseBody: policy.response ? bodies.store(`${key}.response`, response?.body) : null,
  }
}

/** Nor does a credential that the mediator used stay. */
const sanitiseRequest = ({ body, headers, querystring, path, ...request }: NonNullable<ReportedCall['request']>) => ({
  ...request,
  path: path?.replace(/(?<=\?).*/s, withoutSecrets),
  querystring: querystring && withoutSecrets(querystring),
  headers: headers && withoutCredentials(headers),
})

/** `prefix`: of the route that made them, such as `r000.`; `keyOf`: when they are not reported with an answer. */
export const buildCalls = (
  calls: readonly ReportedCall[] | undefined,
  from: { prefix: string; first: number; toKey?: (n: number) => string },
  bodies: MediatorBodies,
  policy: BodyPolicy,
  at: number,
): Call[] =>
  (calls ?? []).map((call, i) =>
    buildCall(`${from.prefix}${(from.toKey ?? orchestrationKey)(from.first + i)}`, call, bodies, policy, at),
  )

const buildRoute = (
  key: string,
  route: ReportedRoute,
  bodies: MediatorBodies,
  policy: BodyPolicy,
  at: number,
): Call[] => [
  { ...buildCall(key, route, bodies, policy, at), properties: route.properties },
  ...buildCalls(route.orchestrations, { prefix: `${key}.`, first: 0 }, bodies, policy, at),
]

export const buildRoutes = (
  routes: readonly ReportedRoute[],
  first: number,
  bodies: MediatorBodies,
  policy: BodyPolicy,
  at: number,
): Call[] => routes.flatMap((route, i) => buildRoute(mediatorKey.route(first + i), route, bodies, policy, at))
