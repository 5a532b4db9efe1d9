// Compares what was decided about mirrored requests with what OpenHIM did with the originals.
import type { Answer, ShadowReport } from '@mediary/contract/transactions/shadow'
import type { BodyStore, HeadStore } from '../bodies/index.ts'
import { type Difference, type DifferenceGroup, type Example, groupDifferences, type Rules } from '../parity/index.ts'
import type { Database } from '../platform/database/database.ts'
import { readTime } from '../platform/ids.ts'
import { readRecordedRequests } from '../transactions/index.ts'
import { compareAnswer, compareTransaction } from './judge-mirrored.ts'
import { findRequestId } from './request-id.ts'
import { type MirroredRequest, readMirrored } from './rows.ts'

export type Comparison = Omit<ShadowReport, 'differences'> & { differences: DifferenceGroup[] }

type Deps = {
  database: Pick<Database, 'kysely'>
  heads: Pick<HeadStore, 'load'>
  rules: Rules
  bodies: Pick<BodyStore, 'first'>
}
type Options = {
  since: number
  /** Reads what a proxy logged about the answers of OpenHIM to the requests that are wanted. */
  readAnswers?: ((isWanted: (id: string) => boolean) => Promise<Answers>) | undefined
  /** So many mirrored requests are held in memory: the newest. */
  maxCompared?: number
}
type Answers = ReadonlyMap<string, Pick<Answer, 'status' | 'transaction'>>

const defaultMaxCompared = 500_000
/** Milliseconds by which the clocks of the two servers may differ. */
const clockMargin = 300_000

/** Compares the mirrored requests with the transactions of OpenHIM in the record. Nothing is written or sent. */
export async function compareMirrored(
  deps: Deps,
  { since, readAnswers, maxCompared = defaultMaxCompared }: Options,
): Promise<Comparison> {
  const mirrored = await loadMirrored(deps.database, since, maxCompared)
  const answers = await readAnswers?.((id) => mirrored.byRequest.has(id))
  const results = collectResults()
  const { compared, unmirrored } = await compareTransactions(deps, { mirrored, answers, since }, results)
  const rest = [...mirrored.byRequest].filter(([requestId]) => !compared.has(requestId))
  let unanswered = 0
  for (const [requestId, row] of rest) {
    const answer = answers?.get(requestId)
    if (answer) results.add(compareAnswer(deps.rules, row, answer), row)
    else unanswered++
  }
  const { requests, unnamed, ambiguous, older } = mirrored
  const counts = { requests, unanswered, unnamed, ambiguous: ambiguous.size, unmirrored, older }
  return { since: new Date(since).toISOString(), ...counts, ...results.list() }
}

type Mirrored = Awaited<ReturnType<typeof loadMirrored>>

/** Loads the newest mirrored requests, by the id of the request. */
async function loadMirrored(database: Deps['database'], since: number, maxCompared: number) {
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

type Compared = { mirrored: Mirrored; answers: Answers | undefined; since: number }

/** Goes through the transactions of OpenHIM once, and compares those that a mirrored request belongs to. */
async function compareTransactions(
  { database, heads, rules, bodies }: Deps,
  { mirrored, answers, since }: Compared,
  results: Results,
) {
  const byTransaction = new Map([...(answers ?? [])].map(([requestId, { transaction }]) => [transaction, requestId]))
  const compared = new Set<string>()
  let unmirrored = 0
  for await (const request of readRecordedRequests({ ...database, heads }, mirrored.oldest - clockMargin)) {
    if (request.isRepeated) continue
    const requestId = byTransaction.get(request.id) ?? findRequestId(request.headers ?? [])
    if (requestId === undefined || mirrored.ambiguous.has(requestId) || compared.has(requestId)) continue
    const row = mirrored.byRequest.get(requestId)
    if (row) {
      compared.add(requestId)
      results.add(await compareTransaction({ rules, bodies }, row, request), row, request.id)
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
    /** A refused request has no transaction here, and one that OpenHIM refused has none there. */
    add(result: Result, { id, accepted }: MirroredRequest, original?: string) {
      if (typeof result === 'string') counts[result]++
      else groups.add(result, toExample(accepted ? id : undefined, original), readTime(id))
    },
    list: () => ({ ...counts, ...groups.list() }),
  }
}

const toExample = (transaction: string | undefined, original: string | undefined): Example => ({
  ...(transaction !== undefined && { transaction }),
  ...(original !== undefined && { original }),
})
