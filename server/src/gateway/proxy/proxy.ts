import type { Gateway } from '../context.ts'
import { maxStoredBytes } from '../listeners/request-body.ts'
import { toErrorFailure, toStatusFailure } from '../upstreams/failures.ts'
import { forward } from '../upstreams/forward.ts'
import { Delivery } from './delivery.ts'
import {
  getFinalStatus,
  type PrimaryCall,
  type PrimaryResult,
  recordAnswer,
  recordFailure,
  recordSecondaries,
} from './record-outcome.ts'
import { RecordedStream } from './recorded-stream.ts'
import { callSecondariesOnly } from './secondary-only.ts'
import { callSecondaries } from './secondary-routes.ts'
import { HttpSink, type Sink } from './sink.ts'
import { findSender, handleUnrecordable, type Transaction } from './transaction.ts'
import { buildUpstreamRequest, describeSentHeaders } from './upstream-request.ts'

/**
 * The client has its answer. `routesEnded` resolves when the secondary routes have ended, too. It never rejects. `sentBytes`: of the
 * answer's body, before it was compressed.
 */
export type ProxyResult = { routesEnded: Promise<void> | undefined; sentBytes: number }

/**
 * Forwards the request, passes the primary's answer on, and commits the outcome before the last byte leaves. Secondary
 * routes may still be under way then: their outcome and the final status are committed together, once all have answered.
 */
export async function proxy(gateway: Gateway, transaction: Transaction, sink: Sink): Promise<ProxyResult> {
  if (!transaction.callsPrimary) {
    await callSecondariesOnly(gateway, transaction)
    return { routesEnded: undefined, sentBytes: 0 }
  }
  const secondaries = transaction.secondaries && callSecondaries(gateway, transaction, transaction.secondaries)
  const compressed = compressFor(gateway, transaction, sink)
  const result = await callPrimary(gateway, transaction, compressed ?? sink)
  const { channel, arrival } = transaction
  const routesEnded = secondaries && recordSecondaries(gateway, transaction, secondaries, result)
  if (!routesEnded) {
    const status = getFinalStatus(transaction, result, [])
    gateway.metrics.count(channel.channel, arrival, result.status, status, findSender(transaction))
  }
  if (result.refusal) {
    compressed?.cancel()
    throw result.refusal
  }
  return { routesEnded, sentBytes: result.sentBytes }
}

/** Answers that leave by no HTTP connection, such as those of reruns, are never compressed. */
const compressFor = ({ compressor }: Gateway, { channel, arrival }: Transaction, sink: Sink) =>
  channel.channel.compressResponses && sink instanceof HttpSink ? compressor.wrap(sink, arrival) : undefined

async function callPrimary(gateway: Gateway, transaction: Transaction, sink: Sink): Promise<PrimaryResult> {
  const { arrival, upstream, channel, id } = transaction
  const rewrite = gateway.snapshot().rewrites.get(channel.channel._id)
  const delivery = new Delivery({
    sink,
    transactionId: id,
    bodyName: 'response',
    store: transaction.recorded && channel.channel.responseBody !== false,
    recorder: gateway.recorder,
    seal: transaction.seal,
    onLost: (error) => handleUnrecordable(gateway, transaction, error),
    asynchronous: channel.channel.isAsynchronousProcess,
    rewriteHeaders: rewrite && ((headers) => rewrite.headers(headers, arrival.secure)),
    maxBytes: maxStoredBytes(channel),
  })
  const { small } = transaction
  const stream = small === undefined ? new RecordedStream(gateway, transaction) : undefined
  const { pathOnly, ...request } = buildUpstreamRequest(gateway, transaction, upstream)
  const { name, host, port } = upstream
  const sent = describeSentHeaders(transaction, upstream, request.headers)
  const call: PrimaryCall = { name, host, port, path: pathOnly, lostAttempt: undefined, at: Date.now(), sent }
  try {
    await forward(
      upstream,
      arrival.method,
      {
        ...request,
        body: stream ?? small ?? null,
        replayBody: async () => (stream ? stream.replay() : small),
        onLostAttempt: ({ message }) => {
          call.lostAttempt = message
        },
      },
      delivery,
    )
    await stream?.stop()
    gateway.health.note(channel.channel._id, upstream, toStatusFailure(delivery.getUpstreamStatus()))
    const result = await recordAnswer(gateway, transaction, delivery, call)
    delivery.end()
    return result
  } catch (error) {
    await stream?.stop().catch(() => undefined)
    const failure = toErrorFailure(error)
    if (failure) gateway.health.note(channel.channel._id, upstream, failure)
    return recordFailure(gateway, transaction, { sink, call, sentBytes: delivery.getSize() }, error)
  }
}
