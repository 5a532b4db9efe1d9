import { hash } from 'node:crypto'
import type { ReportedCall, ReportedRoute } from '@mediary/contract/transactions/mediator-updates'
import type { Seal } from '../../bodies/index.ts'
import { withoutCredentials, withoutSecrets } from '../../platform/redaction.ts'
import { type Call, orchestrationKey, reportedKey } from '../calls.ts'
import type { Chunk } from '../recording/recorder.ts'

const piece = 256 * 1024

/** Bodies that come with a report: each is stored once, and whoever repeats it refers to it. */
export function reportedBodies(id: string, known: [part: string, bytes: Uint8Array | null | undefined][], seal?: Seal) {
  const parts = new Map<string, string>()
  for (const [part, bytes] of known) if (bytes?.length) parts.set(hash('sha256', bytes), part)
  const chunks: Chunk[] = []

  const keepAnew = (part: string, text: string | undefined): string | null => {
    if (!text) return null
    const bytes = Buffer.from(text)
    parts.set(hash('sha256', bytes), part)
    chunks.push(...inPieces({ id, part, bytes }, seal))
    return part
  }

  return {
    chunks,
    /** Also when it repeats another. */
    keepAnew,
    /** The part under which the body stands; null when there is none. */
    keep: (part: string, text: string | undefined): string | null =>
      (text && parts.get(hash('sha256', text))) || keepAnew(part, text),
  }
}

export const inPieces = ({ bytes, ...of }: Omit<Chunk, 'n'>, seal: Seal | undefined): Chunk[] =>
  Array.from({ length: Math.ceil(bytes.length / piece) }, (_, n) => {
    const chunk = { ...of, n, bytes: bytes.subarray(n * piece, (n + 1) * piece) }
    return seal ? { ...chunk, ...seal(chunk) } : chunk
  })

export type ReportedBodies = ReturnType<typeof reportedBodies>

export type Policy = { request: boolean; response: boolean }

/** A reported call as it is kept; `at`: when it was received, for what has no time of its own. */
export function keptCall(key: string, call: ReportedCall, bodies: ReportedBodies, policy: Policy, at: number): Call {
  const { name, group, request, response, error } = call
  return {
    key,
    name,
    group,
    error,
    request: request && { ...without(request), timestamp: request.timestamp ?? at },
    response: response && {
      status: response.status,
      headers: withoutCredentials(response.headers ?? []),
      timestamp: response.timestamp ?? at,
    },
    requestBody: policy.request ? bodies.keep(`${key}.request`, request?.body) : null,
    responseBody: policy.response ? bodies.keep(`${key}.response`, response?.body) : null,
  }
}

/** Nor does a credential that the mediator used stay. */
const without = ({ body, headers, querystring, path, ...request }: NonNullable<ReportedCall['request']>) => ({
  ...request,
  path: path?.replace(/(?<=\?).*/s, withoutSecrets),
  querystring: querystring && withoutSecrets(querystring),
  headers: headers && withoutCredentials(headers),
})

/** `prefix`: of the route that made them, such as `r000.`; `keyOf`: when they are not reported with an answer. */
export const keptCalls = (
  calls: readonly ReportedCall[] | undefined,
  from: { prefix: string; first: number; keyOf?: (n: number) => string },
  bodies: ReportedBodies,
  policy: Policy,
  at: number,
): Call[] =>
  (calls ?? []).map((call, i) =>
    keptCall(`${from.prefix}${(from.keyOf ?? orchestrationKey)(from.first + i)}`, call, bodies, policy, at),
  )

const keptRoute = (key: string, route: ReportedRoute, bodies: ReportedBodies, policy: Policy, at: number): Call[] => [
  { ...keptCall(key, route, bodies, policy, at), properties: route.properties },
  ...keptCalls(route.orchestrations, { prefix: `${key}.`, first: 0 }, bodies, policy, at),
]

export const keptRoutes = (
  routes: readonly ReportedRoute[],
  first: number,
  bodies: ReportedBodies,
  policy: Policy,
  at: number,
): Call[] => routes.flatMap((route, i) => keptRoute(reportedKey.route(first + i), route, bodies, policy, at))
