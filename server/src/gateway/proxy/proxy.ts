import { retryOf } from '../../tasks/index.ts'
import {
  type Call,
  type CompanionStatement,
  finalStatus,
  markTruncated,
  type RoutesOutcome,
} from '../../transactions/index.ts'
import { failureText } from '../answers.ts'
import type { Gateway } from '../context.ts'
import { readRequestHead, readResponseHead } from '../listeners/headers.ts'
import { mostKept } from '../listeners/request-body.ts'
import { Refused } from '../refusal.ts'
import { UpstreamFailed } from '../upstreams/errors.ts'
import { forward, outgoingOf } from '../upstreams/forward.ts'
import { type Reported, reportOf } from './mediator-update.ts'
import { recordedStream } from './recorded-stream.ts'
import { type Delivery, delivery } from './response.ts'
import { fanOut, type Routes, retryOfRoutes } from './secondary-routes.ts'
import type { Sink } from './sink.ts'
import { cannotRecord, record, type Transaction } from './transaction.ts'

/**
 * How the primary route ended. `again`: it is to be repeated; `refused`: the client is turned away by whoever called;
 * `unwritten`: the record does not say so.
 */
type Ended = {
  status: number
  reported: Reported | undefined
  trailers: string | null
  at: number
  again: boolean
  refused?: Refused
  unwritten?: boolean
}

/** Other routes are still under way. Never rejects. */
export type Settling = { settled: Promise<void> }

/**
 * Forwards, passes the answer on, and commits the outcome before its last byte leaves. Secondary routes go on after
 * it: what they did and the final status are committed together, once all have answered; who must know waits for
 * `settled`.
 */
export async function exchange(gateway: Gateway, transaction: Transaction, sink: Sink): Promise<Settling | undefined> {
  const routes = transaction.secondaries && fanOut(gateway, transaction, transaction.secondaries)
  const ended = await viaPrimary(gateway, transaction, sink)
  const settled = routes && settle(gateway, transaction, routes, ended)
  if (!settled)
    gateway.metrics.count(transaction.channel.channel, transaction.arrival, ended.status, statusOf(transaction, ended))
  if (ended.refused) throw ended.refused
  return settled && { settled }
}

async function viaPrimary(gateway: Gateway, transaction: Transaction, sink: Sink): Promise<Ended> {
  const { arrival, upstream, channel, id } = transaction
  const rewrite = gateway.snapshot().rewriteOf.get(channel.channel._id)
  const to = delivery({
    sink,
    transactionId: id,
    part: 'response',
    store: transaction.recorded && channel.channel.responseBody !== false,
    recorder: gateway.recorder,
    seal: transaction.seal,
    lost: (error) => cannotRecord(gateway, transaction, error),
    asynchronous: channel.channel.isAsynchronousProcess,
    rewriteHeaders: rewrite && ((headers) => rewrite.headers(headers, arrival.secure)),
    most: mostKept(channel),
  })
  const body = transaction.small === undefined ? recordedStream(transaction, gateway) : transaction.small
  const outgoing = outgoingOf(transaction, upstream, body)
  const asked = { name: upstream.name, host: upstream.host, port: upstream.port, path: outgoing.asked, at: Date.now() }
  try {
    await forward(upstream, arrival.method, outgoing, to)
    const ended = await conclude(gateway, transaction, to, JSON.stringify(asked))
    to.end()
    return ended
  } catch (error) {
    return fail(gateway, transaction, sink, JSON.stringify(asked), error)
  }
}

async function conclude(gateway: Gateway, transaction: Transaction, to: Delivery, asked: string): Promise<Ended> {
  const collected = to.collected()
  const reported = collected && (await reportOf(gateway, transaction, collected, to))
  const flushing = to.flush()
  if (flushing) await flushing
  const { status, headers, body, size } = to.outcome()
  const again = reported?.error !== undefined || (status >= 500 && transaction.channel.channel.autoRetryServerErrors)
  const ended: Ended = { status, reported, trailers: trailersOf(transaction, to), at: Date.now(), again }
  const open = transaction.secondaries !== undefined
  const outcome = {
    ...ending(transaction, asked),
    ...(reported && { respondedAt: reported.at }),
    status: open ? transaction.begunAs : statusOf(transaction, ended),
    responseStatus: status,
    responseHeaders: headers,
    responseBody: body?.bytes ?? null,
    bodyKey: body?.key,
    responseSize: size,
    error: reported?.error?.message ?? null,
  }
  const settled = !open && (reported || ended.trailers) ? settledOf(transaction, ended, []) : undefined
  const cut = { request: transaction.requestIsCut, response: to.isCut() }
  const alongside = [...(again ? retried(transaction) : []), ...markTruncated(transaction.id, cut)]
  await record(gateway, transaction, outcome, { open, settled, chunks: reported?.chunks ?? [], alongside })
  return ended
}

/** The upstream gave no answer, or the client stopped sending. */
async function fail(
  gateway: Gateway,
  transaction: Transaction,
  sink: Sink,
  asked: string,
  error: unknown,
): Promise<Ended> {
  const known = error instanceof UpstreamFailed || error instanceof Refused
  if (!known) gateway.log.error({ err: error, transaction: transaction.id }, 'a request failed in the gateway')
  const status = known ? error.status : 500
  const shown = gateway.compat.openhim && status >= 500 ? 500 : status
  const open = transaction.secondaries !== undefined
  const outcome = {
    ...ending(transaction, asked),
    status: open ? transaction.begunAs : ('Failed' as const),
    responseStatus: shown,
    responseHeaders: '[]',
    responseBody: null,
    responseSize: 0,
    error: known ? error.message : 'The gateway failed; its log says why',
  }
  const again = error instanceof UpstreamFailed
  const alongside = again ? retried(transaction) : []
  const written = record(gateway, transaction, outcome, { open, settled: undefined, chunks: [], alongside })
  const unwritten = await written.then(
    () => false,
    () => true,
  )
  const ended = { status: Math.max(shown, 500), reported: undefined, trailers: null, at: Date.now(), again, unwritten }
  if (error instanceof Refused) return { ...ended, refused: error }
  sink.fail(shown, failureText(shown, gateway.compat.openhim), { 'X-OpenHIM-TransactionID': transaction.id })
  return ended
}

/** Written with the outcome of what the gateway is to repeat by itself. */
const retried = ({ id, channel, canRerun, attempt = 0 }: Transaction): CompanionStatement[] =>
  retryOf(channel.channel, { id, canRerun, attempt, routes: undefined }, Date.now())

const ending = ({ id, body, arrival, small, canRerun, requestIsCut }: Transaction, asked: string) => ({
  id,
  respondedAt: Date.now(),
  requestSize: small === undefined ? body.size() : arrival.hasBody ? (small?.length ?? 0) : 0,
  canRerun: canRerun && !requestIsCut,
  upstream: asked,
})

const statusOf = ({ channel }: Transaction, { status, reported }: Ended, secondaries: number[] = []) =>
  reported?.status ?? finalStatus(status, { secondaries, asynchronous: channel.channel.isAsynchronousProcess })

/** Once every route has answered: what they did, and the final status, in one commit. */
async function settle(gateway: Gateway, transaction: Transaction, routes: Routes, ended: Ended) {
  const { channel, arrival } = transaction
  try {
    const routed = await routes.finish(ended.status)
    const statuses = routed.map(({ status }) => status)
    const calls = routed.flatMap((one) => one.calls)
    const settled = settledOf(transaction, ended, calls, statuses)
    const chunks = [...(ended.reported?.chunks ?? []), ...routed.flatMap((one) => one.chunks)]
    // Without the outcome of the first route those of the others would tell half: it is ended as one that is lost.
    if (transaction.recorded && !ended.unwritten)
      await Promise.all([
        ...chunks.map(gateway.recorder.chunk),
        gateway.recorder.finishRoutes(settled, retryOfRoutes(transaction, routed, ended.again)),
      ])
    // The time that counts is the client's.
    const at = Date.now() - (ended.at - arrival.at)
    gateway.metrics.count(
      channel.channel,
      { method: arrival.method, at },
      ended.status,
      statusOf(transaction, ended, statuses),
    )
  } catch (error) {
    gateway.recorder.giveUp(transaction.id)
    gateway.log.error({ err: error, transaction: transaction.id }, 'what secondary routes did could not be recorded')
  }
}

function settledOf(transaction: Transaction, ended: Ended, calls: Call[], statuses: number[] = []): RoutesOutcome {
  const { reported, trailers } = ended
  const status = statusOf(transaction, ended, statuses)
  return {
    id: transaction.id,
    status,
    calls: [...(reported?.calls ?? []), ...calls],
    properties: reported?.properties ? JSON.stringify(reported.properties) : null,
    error: reported?.error ?? null,
    trailers,
    awaitsMediator: status === 'Processing',
  }
}

/** As JSON, when there are any. */
function trailersOf({ body }: Transaction, to: Delivery): string | null {
  const request = body.trailers()
  const response = to.recordedTrailers()
  if (request.length === 0 && !response) return null
  return JSON.stringify({
    request: readRequestHead(request).recorded,
    response: response ? JSON.parse(readResponseHead(response).recorded) : [],
  })
}
