import { finalStatus } from '../../transactions/index.ts'
import type { Gateway } from '../context.ts'
import { recordWhileStreaming } from './recorded-stream.ts'
import { callSecondaries, planRouteRetry } from './secondary-routes.ts'
import type { Transaction } from './transaction.ts'

/** Calls some secondary routes of a channel and not its primary, to repeat only what has failed. */
export async function callSecondariesOnly(gateway: Gateway, transaction: Transaction) {
  const { id, channel, arrival, small, secondaries = [] } = transaction
  // Secondary routes read a large body from the record of their own transaction.
  if (small === undefined) for await (const chunk of recordWhileStreaming(transaction, gateway)) void chunk
  const atOnce = secondaries.map((secondary) => ({ ...secondary, waits: false }))
  const results = await callSecondaries(gateway, transaction, atOnce).finish(200)
  const statuses = results.map((one) => one.status)
  const status = finalStatus(Math.min(...statuses), { secondaries: statuses })
  const outcome = {
    id,
    status,
    respondedAt: Date.now(),
    requestSize: small === undefined ? transaction.body.size() : (small?.length ?? 0),
    canRerun: transaction.canRerun,
    responseStatus: null,
    responseHeaders: null,
    responseBody: null,
    responseSize: null,
    upstream: null,
    error: null,
  }
  const details = {
    id,
    status,
    calls: results.flatMap((one) => one.calls),
    properties: null,
    error: null,
    trailers: null,
    awaitsMediator: false,
  }
  const { recorder } = gateway
  await Promise.all([
    recorder.complete(outcome, undefined, true),
    ...results.flatMap((one) => one.chunks).map(recorder.chunk),
    recorder.finishRoutes(details, planRouteRetry(transaction, results, false)),
  ])
  gateway.metrics.count(channel.channel, arrival, Math.max(...statuses), status, undefined)
}
