import { hash } from 'node:crypto'
import type { ReportedCall, ReportedRoute } from '@mediary/contract/reports'
import type { Seal } from '../bodies/index.ts'
import { type Call, orchestrationKey } from './calls.ts'
import type { Chunk } from './recorder.ts'

const piece = 256 * 1024

/** Bodies that come with a report: each is stored once, and whoever repeats it refers to it. */
export function reportedBodies(id: string, known: [part: string, bytes: Uint8Array | null | undefined][], seal?: Seal) {
  const parts = new Map<string, string>()
  for (const [part, bytes] of known) if (bytes?.length) parts.set(hash('sha256', bytes), part)
  const chunks: Chunk[] = []

  return {
    chunks,
    /** The part under which the body stands; null when there is none. */
    keep(part: string, text: string | undefined): string | null {
      if (!text) return null
      const bytes = Buffer.from(text)
      const digest = hash('sha256', bytes)
      const former = parts.get(digest)
      if (former) return former
      parts.set(digest, part)
      for (let n = 0; n * piece < bytes.length; n++)
        chunks.push(kept({ id, part, n, bytes: bytes.subarray(n * piece, (n + 1) * piece) }, seal))
      return part
    },
  }
}
const kept = (chunk: Chunk, seal: Seal | undefined): Chunk => (seal ? { ...chunk, ...seal(chunk) } : chunk)

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
      headers: response.headers ?? [],
      timestamp: response.timestamp ?? at,
    },
    requestBody: policy.request ? bodies.keep(`${key}.request`, request?.body) : null,
    responseBody: policy.response ? bodies.keep(`${key}.response`, response?.body) : null,
  }
}

const without = ({ body, ...request }: NonNullable<ReportedCall['request']>) => request

/** `prefix`: of the route that made them, such as `r000.`. */
export const keptCalls = (
  calls: readonly ReportedCall[] | undefined,
  from: { prefix: string; first: number },
  bodies: ReportedBodies,
  policy: Policy,
  at: number,
): Call[] =>
  (calls ?? []).map((call, i) =>
    keptCall(`${from.prefix}${orchestrationKey(from.first + i)}`, call, bodies, policy, at),
  )

export const keptRoute = (
  key: string,
  route: ReportedRoute,
  bodies: ReportedBodies,
  policy: Policy,
  at: number,
): Call[] => [
  { ...keptCall(key, route, bodies, policy, at), properties: route.properties },
  ...keptCalls(route.orchestrations, { prefix: `${key}.`, first: 0 }, bodies, policy, at),
]
