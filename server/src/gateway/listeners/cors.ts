// Lets pages of other origins call a channel (Cross-Origin Resource Sharing, https://fetch.spec.whatwg.org/#http-cors-protocol).
import type { CompiledChannel } from '../../channels/index.ts'
import { Refusal } from '../refusal.ts'
import type { Snapshot } from '../snapshot.ts'
import type { ClientAnswer, ClientRequest } from './client-request.ts'
import { readHeader } from './headers.ts'
import type { Arrival } from './request.ts'

const defaultHeaders = ['Authorization', 'Content-Type']
const preflightSeconds = '600'
/** Headers of answers that pages of other origins may read. */
const exposedHeaders =
  'X-OpenHIM-TransactionID, X-Mediary-Refusal-ID, Retry-After, RateLimit, RateLimit-Policy, Location, ETag, Link'
const ownHeader = /^access-control-(allow-origin|allow-credentials|expose-headers)$/i

/**
 * Answers a preflight request, which has no credential. Returns false when the request is none, or when the channel of the
 * coming request leaves it to the upstream.
 */
export function answerPreflight(
  snapshot: Snapshot,
  { method, path, address }: Arrival,
  request: ClientRequest,
  answer: ClientAnswer,
): boolean {
  const asked = readHeader(request, 'access-control-request-method')
  const origin = readHeader(request, 'origin')
  if (method !== 'OPTIONS' || asked === undefined || origin === undefined) return false
  const channel = snapshot.channelsFor(path).find((one) => one.methods.has(asked) && one.takesPath(path))
  if (!channel || !usesCors(channel) || channel.takesAddress?.(address) === false) return false
  const allowed = buildCorsHeaders(channel, origin)
  if (allowed.length === 2) throw refusal(channel, origin)
  const { methods, corsHeaders } = channel.channel
  answer.writeHead(204, undefined, [
    ...allowed,
    'Access-Control-Allow-Methods',
    methods.join(', '),
    'Access-Control-Allow-Headers',
    (corsHeaders?.length ? corsHeaders : defaultHeaders).join(', '),
    'Access-Control-Max-Age',
    preflightSeconds,
  ])
  answer.end(Buffer.alloc(0))
  return true
}

export const usesCors = ({ channel: { corsOrigins } }: CompiledChannel) => (corsOrigins?.length ?? 0) > 0

/** Builds the headers that let a page of this origin read an answer. A cache must not give them to another origin. */
export function buildCorsHeaders({ channel }: CompiledChannel, origin: string | undefined): string[] {
  const { corsOrigins = [], corsCredentials } = channel
  const vary = ['Vary', 'Origin']
  if (origin === undefined || !(corsOrigins.includes(origin) || corsOrigins.includes('*'))) return vary
  const allowed = ['Access-Control-Allow-Origin', corsOrigins.includes('*') ? '*' : origin]
  const exposed = ['Access-Control-Expose-Headers', exposedHeaders]
  return [...vary, ...allowed, ...exposed, ...(corsCredentials ? ['Access-Control-Allow-Credentials', 'true'] : [])]
}

/** Replaces what an upstream says of other origins: the channel decides. */
export const replaceCorsHeaders = (headers: string[], by: readonly string[]): string[] => [
  ...headers.filter((_, i) => !ownHeader.test(headers[i - (i % 2)] ?? '')),
  ...by,
]

const refusal = ({ channel: { name } }: CompiledChannel, origin: string) =>
  new Refusal(
    'authorise',
    403,
    'wrong-origin',
    `The channel "${name}" does not list the origin ${origin.slice(0, 200)}`,
    {
      channel: name,
    },
  )
