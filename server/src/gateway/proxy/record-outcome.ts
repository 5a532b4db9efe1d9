import { buildRetry } from '../../tasks/index.ts'
import {
  type Call,
  type CompanionStatement,
  finalStatus,
  type HeaderChanges,
  markTruncated,
  type Outcome,
  type RoutesOutcome,
} from '../../transactions/index.ts'
import { describeFailure } from '../answers.ts'
import type { Gateway } from '../context.ts'
import { readRequestHead, readResponseHead } from '../listeners/headers.ts'
import { Refusal } from '../refusal.ts'
import { UpstreamError } from '../upstreams/errors.ts'
import type { Delivery } from './delivery.ts'
import { finishCollected, type MediatorUpdate, type OwnAnswer } from './mediator-answer.ts'
import { planRouteRetry, type SecondaryCalls } from './secondary-routes.ts'
import type { Sink } from './sink.ts'
import { findSender, handleUnrecordable, type Transaction } from './transaction.ts'

/** The end of the primary route. */
export type PrimaryResult = {
  status: number
  update: MediatorUpdate | undefined
  /** The trailers of both sides as JSON, when there are any. */
  trailers: string | null
  at: number
  /** True when the gateway repeats the call later. */
  retry: boolean
  /** The reason to refuse the client. */
  refusal?: Refusal
  /** False when the record does not know this end. */
  recorded: boolean
  /** Of the answer's body that the upstream gave. */
  sentBytes: number
}

/** The call of the primary route, as the record describes it. */
export type PrimaryCall = {
  name: string
  host: string
  port: number
  path: string
  /** Why the request was sent once more. */
  lostAttempt: string | undefined
  /** Stands after what the search index compares: calls to the same place are equal. */
  at: number
  /** Undefined for a message that is sent without headers. */
  sent: HeaderChanges | undefined
  answer?: OwnAnswer
}

/** Commits the answer of the primary route. */
export async function recordAnswer(
  gateway: Gateway,
  transaction: Transaction,
  delivery: Delivery,
  call: PrimaryCall,
): Promise<PrimaryResult> {
  const { channel, secondaries } = transaction
  const update = await finishCollected(gateway, transaction, delivery)
  const flushing = delivery.flush()
  if (flushing) await flushing
  const { status, headers, body, size } = delivery.toRecord()
  const retry = update?.error !== undefined || (status >= 500 && channel.channel.autoRetryServerErrors)
  const trailers = buildTrailers(transaction, delivery)
  const result: PrimaryResult = { status, update, trailers, at: Date.now(), retry, recorded: true, sentBytes: size }
  const outcome = {
    ...buildOutcome(transaction, update ? { ...call, answer: update.answer } : call),
    ...(update && { respondedAt: update.at }),
    status: secondaries ? transaction.initialStatus : getFinalStatus(transaction, result, []),
    responseStatus: status,
    responseHeaders: headers,
    responseBody: body?.bytes ?? null,
    bodyKey: body?.key,
    responseSize: size,
    error: update?.error?.message ?? null,
  }
  const details = !secondaries && (update || trailers) ? buildDetails(transaction, result, [], []) : undefined
  const truncated = { request: transaction.requestIsTruncated, response: delivery.isTruncated() }
  const companions = [...(retry ? planRetry(transaction) : []), ...markTruncated(transaction.id, truncated)]
  await recordOutcome(gateway, transaction, outcome, { details, chunks: update?.chunks ?? [], companions })
  return result
}

/** Commits that the upstream gave no answer, or that the client stopped sending. */
export async function recordFailure(
  gateway: Gateway,
  transaction: Transaction,
  { sink, call, sentBytes }: { sink: Sink; call: PrimaryCall; sentBytes: number },
  error: unknown,
): Promise<PrimaryResult> {
  const known = error instanceof UpstreamError || error instanceof Refusal
  if (!known) gateway.log.error({ err: error, transaction: transaction.id }, 'a request failed in the gateway')
  const status = known ? error.status : 500
  const shown = gateway.compat.openhim && status >= 500 ? 500 : status
  const outcome = {
    ...buildOutcome(transaction, call),
    status: transaction.secondaries ? transaction.initialStatus : ('Failed' as const),
    responseStatus: shown,
    responseHeaders: '[]',
    responseBody: null,
    responseSize: 0,
    error: known ? error.message : 'The gateway failed; its log says why',
  }
  const retry = error instanceof UpstreamError
  const truncated = { request: transaction.requestIsTruncated, response: false }
  const companions = [...(retry ? planRetry(transaction) : []), ...markTruncated(transaction.id, truncated)]
  const recorded = await recordOutcome(gateway, transaction, outcome, { chunks: [], companions }).then(
    () => true,
    () => false,
  )
  const end = {
    status: Math.max(shown, 500),
    update: undefined,
    trailers: null,
    at: Date.now(),
    retry,
    recorded,
    sentBytes,
  }
  if (error instanceof Refusal) return { ...end, refusal: error }
  const text = describeFailure(shown, gateway.compat.openhim)
  sink.fail(shown, text, { 'X-OpenHIM-TransactionID': transaction.id })
  return end
}

/** Waits until every secondary route has answered, then commits what they did and the final status. Never rejects. */
export async function recordSecondaries(
  gateway: Gateway,
  transaction: Transaction,
  secondaries: SecondaryCalls,
  primary: PrimaryResult,
): Promise<void> {
  const { channel, arrival } = transaction
  try {
    const results = await secondaries.finish(primary.status)
    const statuses = results.map(({ status }) => status)
    const calls = results.flatMap((result) => result.calls)
    const chunks = [...(primary.update?.chunks ?? []), ...results.flatMap((result) => result.chunks)]
    // Without the primary's outcome the record would tell half: such a transaction is ended as a lost one.
    if (transaction.recorded && primary.recorded)
      await Promise.all([
        ...chunks.map(gateway.recorder.chunk),
        gateway.recorder.finishRoutes(
          buildDetails(transaction, primary, calls, statuses),
          planRouteRetry(transaction, results, primary.retry),
        ),
      ])
    // The metrics count the time until the client had its answer.
    const request = { method: arrival.method, at: Date.now() - (primary.at - arrival.at) }
    const status = getFinalStatus(transaction, primary, statuses)
    gateway.metrics.count(channel.channel, request, primary.status, status, findSender(transaction))
  } catch (error) {
    gateway.recorder.giveUp(transaction.id)
    gateway.log.error({ err: error, transaction: transaction.id }, 'the outcome of secondary routes was not recorded')
  }
}

/** Returns the status of the transaction, given those of its secondary routes. */
export const getFinalStatus = ({ channel }: Transaction, { status, update }: PrimaryResult, secondaries: number[]) =>
  update?.status ?? finalStatus(status, { secondaries, asynchronous: channel.channel.isAsynchronousProcess })

type Companions = {
  details?: RoutesOutcome | undefined
  chunks: MediatorUpdate['chunks']
  companions: CompanionStatement[]
}

async function recordOutcome(
  gateway: Gateway,
  transaction: Transaction,
  outcome: Outcome,
  { details, chunks, companions }: Companions,
) {
  const { recorder } = gateway
  const keepForLater = () => recorder.addToBacklog({ begun: transaction.unrecorded, outcome })
  if (!transaction.recorded) return keepForLater()
  const staysOpen = transaction.secondaries !== undefined || details !== undefined
  try {
    const completing = recorder.complete(outcome, companions.length ? companions : undefined, staysOpen)
    if (details) await Promise.all([completing, ...chunks.map(recorder.chunk), recorder.finishRoutes(details)])
    else await completing
  } catch (error) {
    handleUnrecordable(gateway, transaction, error)
    keepForLater()
  }
}

/** Plans the automatic retry of the whole transaction, to be committed with its outcome. */
const planRetry = ({ id, channel, canRerun, requestIsTruncated, attempt = 0 }: Transaction): CompanionStatement[] =>
  buildRetry(channel.channel, { id, canRerun: canRerun && !requestIsTruncated, attempt, routes: undefined }, Date.now())

const buildOutcome = ({ id, body, arrival, small, canRerun, requestIsTruncated }: Transaction, call: PrimaryCall) => ({
  id,
  respondedAt: Date.now(),
  requestSize: small === undefined ? body.size() : arrival.hasBody ? (small?.length ?? 0) : 0,
  canRerun: canRerun && !requestIsTruncated,
  upstream: JSON.stringify(call),
})

function buildDetails(
  transaction: Transaction,
  primary: PrimaryResult,
  calls: Call[],
  statuses: number[],
): RoutesOutcome {
  const { update, trailers } = primary
  const status = getFinalStatus(transaction, primary, statuses)
  return {
    id: transaction.id,
    status,
    calls: [...(update?.calls ?? []), ...calls],
    properties: update?.properties ? JSON.stringify(update.properties) : null,
    error: update?.error ?? null,
    trailers,
    awaitsMediator: status === 'Processing',
  }
}

function buildTrailers({ body }: Transaction, delivery: Delivery): string | null {
  const request = body.trailers()
  const response = delivery.getTrailers()
  if (request.length === 0 && !response) return null
  return JSON.stringify({
    request: readRequestHead(request).recorded,
    response: response ? JSON.parse(readResponseHead(response).recorded) : [],
  })
}
