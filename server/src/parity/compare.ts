import type { BodyStore } from '../bodies/index.ts'
import { maxContentBytes } from '../channels/index.ts'
import type { RecordedRequest } from '../transactions/index.ts'
import { type DifferenceGroup, groupDifferences } from './groups.ts'
import { type JudgedRequest, judge, type Rules } from './judge.ts'

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

/** Decides about recorded requests again. No upstream is called, and nothing is written. */
export async function compareRequests(
  requests: AsyncIterable<RecordedRequest>,
  { rules, bodies }: Deps,
  { since, onProgress }: { since: number; onProgress?: (done: number) => void },
): Promise<ParityReport> {
  const groups = groupDifferences()
  const counts = { requests: 0, same: 0, undecided: 0, repeated: 0 }
  for await (const request of requests) {
    counts.requests++
    onProgress?.(counts.requests)
    if (request.isRepeated) {
      counts.repeated++
      continue
    }
    const judgement = await judgeRecorded(rules, request, bodies)
    if (typeof judgement === 'string') counts[judgement]++
    else groups.add(judgement, { original: request.id }, request.requestedAt)
  }
  return { since: new Date(since).toISOString(), ...counts, ...groups.list() }
}

/** Decides about a recorded request again. */
export const judgeRecorded = async (rules: Rules, request: RecordedRequest, bodies: Deps['bodies']) =>
  request.headers === undefined
    ? 'undecided'
    : judge(rules, toJudged(request, request.headers), () => readBody(bodies, request))

function toJudged(request: RecordedRequest, headers: readonly string[]): JudgedRequest {
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
