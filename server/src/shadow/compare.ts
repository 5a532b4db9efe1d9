// Compares what was decided about mirrored requests with what OpenHIM did with the originals.
import type { BodyStore } from '../bodies/index.ts'
import { type Difference, type DifferenceGroup, groupDifferences, type Rules } from '../parity/index.ts'
import type { Database } from '../platform/database/database.ts'
import { readTime } from '../platform/ids.ts'
import { readRecordedRequests } from '../transactions/index.ts'
import type { Answer } from './answers.ts'
import { compareAnswer, compareTransaction } from './judge-mirrored.ts'
import { findRequestId } from './request-id.ts'
import { type MirroredRequest, readMirrored } from './rows.ts'

export type ShadowReport = {
  since: string
  /** The mirrored requests that arrived. */
  requests: number
  same: number
  different: number
  /** OpenHIM let it through, and its transaction is not in the record. Or the request depends on a body that is not stored. */
  undecided: number
  /** It is not known what OpenHIM did with them. */
  unanswered: number
  /** They came without the id of a request. */
  unnamed: number
  /** Their id came more than once. */
  ambiguous: number
  /** Transactions of OpenHIM that came through the proxy, and whose copies did not arrive. */
  unmirrored: number
  /** Older mirrored requests that were not compared. */
  older: boolean
  differences: DifferenceGroup[]
  more: number
}

type Deps = { database: Pick<Database, 'kysely'>; rules: Rules; bodies: Pick<BodyStore, 'first'> }
type Options = {
  since: number
  /** Reads what a proxy logged about the answers of OpenHIM to the requests that are wanted. */
  readAnswers?: ((isWanted: (id: string) => boolean) => Promise<ReadonlyMap<string, Answer>>) | undefined
}

/** So many mirrored requests are held in memory. */
const maxCompared = 500_000
/** Milliseconds by which the clocks of the two servers may differ. */
const clockMargin = 300_000

/** Compares the mirrored requests with the transactions of OpenHIM in the record. Nothing is written or sent. */
export async function compareMirrored(deps: Deps, { since, readAnswers }: Options): Promise<ShadowReport> {
  const mirrored = await loadMirrored(deps.database, since)
  const answers = await readAnswers?.((id) => mirrored.byRequest.has(id))
  const results = collectResults()
  const { compared, unmirrored } = await compareTransactions(deps, { mirrored, answers, since }, results)
  const rest = [...mirrored.byRequest].filter(([requestId]) => !compared.has(requestId))
  let unanswered = 0
  for (const [requestId, row] of rest) {
    const answer = answers?.get(requestId)
    if (answer) results.add(compareAnswer(deps.rules, row, answer), row.id)
    else unanswered++
  }
  const { requests, unnamed, ambiguous, older } = mirrored
  const counts = { requests, unanswered, unnamed, ambiguous: ambiguous.size, unmirrored, older }
  return { since: new Date(since).toISOString(), ...counts, ...results.list() }
}

type Mirrored = Awaited<ReturnType<typeof loadMirrored>>

/** Loads the newest mirrored requests, by the id of the request. */
async function loadMirrored(database: Deps['database'], since: number) {
  const byRequest = new Map<string, MirroredRequest>()
  const ambiguous = new Set<string>()
  const counts = { requests: 0, unnamed: 0 }
  let oldest = since
  for await (const row of readMirrored(database, since)) {
    if (counts.requests === maxCompared) return { ...counts, byRequest, ambiguous, oldest, older: true }
    counts.requests++
    oldest = readTime(row.id)
    if (row.request_id === null) counts.unnamed++
    else if (byRequest.has(row.request_id) || ambiguous.has(row.request_id)) ambiguous.add(row.request_id)
    else byRequest.set(row.request_id, row)
  }
  for (const requestId of ambiguous) byRequest.delete(requestId)
  return { ...counts, byRequest, ambiguous, oldest, older: false }
}

type Compared = { mirrored: Mirrored; answers: ReadonlyMap<string, Answer> | undefined; since: number }

/** Goes through the transactions of OpenHIM once, and compares those that a mirrored request belongs to. */
async function compareTransactions(
  { database, rules, bodies }: Deps,
  { mirrored, answers, since }: Compared,
  results: Results,
) {
  const byTransaction = new Map([...(answers ?? [])].map(([requestId, { transaction }]) => [transaction, requestId]))
  const compared = new Set<string>()
  let unmirrored = 0
  for await (const request of readRecordedRequests(database, mirrored.oldest - clockMargin)) {
    if (request.isRepeated) continue
    const requestId = byTransaction.get(request.id) ?? findRequestId(request.request_headers)
    if (requestId === undefined || mirrored.ambiguous.has(requestId) || compared.has(requestId)) continue
    const row = mirrored.byRequest.get(requestId)
    if (row) {
      compared.add(requestId)
      results.add(await compareTransaction({ rules, bodies }, row, request), row.id)
    } else if (request.requestedAt >= Math.max(since, mirrored.oldest)) unmirrored++
  }
  return { compared, unmirrored }
}

type Result = 'same' | 'undecided' | Difference
type Results = ReturnType<typeof collectResults>

function collectResults() {
  const counts = { same: 0, undecided: 0 }
  const groups = groupDifferences()
  return {
    add(result: Result, id: string) {
      if (typeof result === 'string') counts[result]++
      else groups.add(result, { id, at: readTime(id) })
    },
    list: () => ({ ...counts, ...groups.list() }),
  }
}
