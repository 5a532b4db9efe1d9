import type { BodyStore } from '../bodies/index.ts'
import { maxContentBytes } from '../channels/index.ts'
import type { RecordedRequest } from '../transactions/index.ts'
import { type DifferenceKind, type JudgedRequest, judge, type Rules } from './judge.ts'

/** Requests that are decided otherwise for one cause. `example` is the id of the newest. */
type DifferenceGroup = {
  kind: DifferenceKind
  cause: string
  channel: string
  client: string
  requests: number
  example: string
  newest: string
  oldest: string
}

export type ParityReport = {
  since: string
  /** The requests that were read. */
  requests: number
  same: number
  /** The content decides, and the record does not have it. */
  undecided: number
  /** Reruns and retries: no client sent them. */
  repeated: number
  different: number
  /** By the number of their requests; `more` counts the requests of further causes. */
  differences: DifferenceGroup[]
  more: number
}

type Deps = { rules: Rules; bodies: Pick<BodyStore, 'first'> }

const maxGroups = 1_000

/** Decides about recorded requests again. No upstream is called, and nothing is written. */
export async function compareRequests(
  requests: AsyncIterable<RecordedRequest>,
  { rules, bodies }: Deps,
  { since, onProgress }: { since: number; onProgress?: (done: number) => void },
): Promise<ParityReport> {
  const groups = new Map<string, DifferenceGroup>()
  const counts = { requests: 0, same: 0, undecided: 0, repeated: 0, different: 0, more: 0 }
  for await (const request of requests) {
    counts.requests++
    onProgress?.(counts.requests)
    if (request.isRepeated) {
      counts.repeated++
      continue
    }
    const judgement = await judge(rules, toJudged(request), () => readBody(bodies, request))
    if (typeof judgement === 'string') {
      counts[judgement]++
      continue
    }
    counts.different++
    const key = JSON.stringify(judgement)
    const at = new Date(request.requestedAt).toISOString()
    const group = groups.get(key)
    if (group) Object.assign(group, { requests: group.requests + 1, oldest: at })
    else if (groups.size < maxGroups)
      groups.set(key, { ...judgement, requests: 1, example: request.id, newest: at, oldest: at })
    else counts.more++
  }
  const differences = [...groups.values()].sort((a, b) => b.requests - a.requests)
  return { since: new Date(since).toISOString(), ...counts, differences }
}

function toJudged({ request_headers, ...request }: RecordedRequest): JudgedRequest {
  const headers: string[] = JSON.parse(request_headers)
  const find = (name: string) => headers.find((_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name)
  return {
    method: request.method,
    path: request.path,
    contentType: find('content-type'),
    contentEncoding: find('content-encoding'),
    channel: request.channel,
    client: request.client,
    address: request.client_ip,
    sentAuthorization: find('authorization') !== undefined,
  }
}

const isRequestTruncated = (truncated: number | null) => ((truncated ?? 0) & 1) === 1

async function readBody(bodies: Deps['bodies'], { id, request_size, truncated }: RecordedRequest) {
  if (!request_size) return new Uint8Array()
  if (request_size > maxContentBytes) return 'too-large'
  if (isRequestTruncated(truncated)) return 'not-stored'
  return (await bodies.first(id, 'request', maxContentBytes)) ?? 'not-stored'
}
