// Counts requests under the limits of their client, credential and channel, and refuses those over a limit.
import { type LimitName, type Limits, limitNames } from '@mediary/contract/limits'
import type { CompiledChannel } from '../channels/index.ts'
import { type Admission, Admitted, type Limited, type OverLimit } from '../limits/index.ts'
import type { Identified } from './authentication/credentials.ts'
import type { ClientGateway } from './context.ts'
import { Refusal } from './refusal.ts'

/** A request that was counted. `release`: it has ended; `bytes`: of both bodies. */
export type Counted = { release: (bytes: number) => void }

/** Returns the function that counts a request, and refuses one that is over a limit. Without limits it costs nothing. */
export const admission =
  ({ limiter }: ClientGateway) =>
  (caller: Identified, channel: CompiledChannel): Promise<Counted> | Counted | undefined => {
    const all = listLimited(caller, channel)
    if (!all) return undefined
    const admission = limiter.admit(all)
    return admission instanceof Promise
      ? admission.then((answer) => conclude(answer, caller, channel))
      : conclude(admission, caller, channel)
  }

function conclude(admission: Admission, caller: Identified, channel: CompiledChannel): Counted {
  if (admission instanceof Admitted) return admission
  throw refusal(admission, caller, channel)
}

/** What has limits is described once, and not for each request. */
const described = new WeakMap<Limits, Limited>()

function describe(kind: Limited['kind'], id: string, name: string, limits: Limits): Limited {
  const known = described.get(limits)
  if (known?.id === id && known.name === name) return known
  const limited = { kind, id, name, limits }
  described.set(limits, limited)
  return limited
}

function listLimited({ client, credential }: Identified, { channel }: CompiledChannel): Limited[] | undefined {
  if (client?.limits === undefined && credential?.limits === undefined && channel.limits === undefined) return undefined
  const name = client?.clientID ?? ''
  const limited: Limited[] = []
  if (client?.limits) limited.push(describe('client', client.id, name, client.limits))
  if (credential?.limits) limited.push(describe('credential', credential.id, name, credential.limits))
  if (channel.limits) limited.push(describe('channel', channel._id, channel.name, channel.limits))
  return limited
}

function refusal(
  { limited: { name, limits }, exhausted: { limit, until } }: OverLimit,
  { claimed }: Identified,
  { channel }: CompiledChannel,
) {
  const about = { client: claimed, channel: channel.name, headers: buildHeaders(limits, limit, until - Date.now()) }
  return new Refusal('authorise', 429, 'over-limit', explain[limit](limits[limit] ?? 0, name), about)
}

const explain: Record<LimitName, (limit: number, name: string) => string> = {
  requestsPerSecond: (limit, name) => `The limit of ${limit} requests a second is reached for "${name}"`,
  requestsPerDay: (limit, name) => `The limit of ${limit} requests a day is reached for "${name}"`,
  concurrentRequests: (limit, name) => `The limit of ${limit} requests at the same time is reached for "${name}"`,
  bytesPerDay: (limit, name) => `The limit of ${limit} bytes a day is reached for "${name}"`,
}

/** Builds Retry-After (RFC 9110 §10.2.3), and RateLimit and RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers). */
function buildHeaders(limits: Limits, reached: LimitName, wait: number): Record<string, string> {
  const seconds = Math.max(1, Math.ceil(wait / 1000))
  const policies = limitNames.flatMap((name) => {
    const limit = limits[name]
    return limit === undefined ? [] : [describePolicy[name](limit)]
  })
  const [reachedName] = describePolicy[reached](limits[reached] ?? 0).split(';')
  return {
    'Retry-After': String(seconds),
    RateLimit: `${reachedName};r=0;t=${seconds}`,
    'RateLimit-Policy': policies.join(', '),
  }
}

/** The policy of each limit. A quota is a whole number, so a rate below one names a longer window. */
const describePolicy: Record<LimitName, (limit: number) => string> = {
  requestsPerSecond: (limit) =>
    limit < 1 ? `"per-second";q=1;w=${Math.ceil(1 / limit)}` : `"per-second";q=${Math.floor(limit)};w=1`,
  requestsPerDay: (limit) => `"per-day";q=${limit};w=86400`,
  concurrentRequests: (limit) => `"concurrent";q=${limit};qu="concurrent-requests"`,
  bytesPerDay: (limit) => `"bytes-per-day";q=${limit};qu="content-bytes";w=86400`,
}
