import { finalStatus } from '../../transactions/index.ts'
import type { Gateway } from '../context.ts'
import type { Secondary } from '../upstreams/pool.ts'
import { recordedStream } from './recorded-stream.ts'
import { fanOut, retryOfRoutes } from './secondary-routes.ts'
import type { Transaction } from './transaction.ts'

/** Some routes of a channel are asked, and its primary is not: what failed is repeated, and nothing else. */
export async function exchangeRoutes(gateway: Gateway, transaction: Transaction, secondaries: readonly Secondary[]) {
  const { id, channel, arrival, small } = transaction
  // Routes read a large body from the record of their own transaction.
  if (small === undefined) for await (const piece of recordedStream(transaction, gateway)) void piece
  const routes = fanOut(
    gateway,
    transaction,
    secondaries.map((secondary) => ({ ...secondary, waits: false })),
  )
  const routed = await routes.finish(200)
  const statuses = routed.map((one) => one.status)
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
  const settled = {
    id,
    status,
    calls: routed.flatMap((one) => one.calls),
    properties: null,
    error: null,
    trailers: null,
    awaitsMediator: false,
  }
  const { recorder } = gateway
  await Promise.all([
    recorder.complete(outcome, undefined, true),
    ...routed.flatMap((one) => one.chunks).map(recorder.chunk),
    recorder.finishRoutes(settled, retryOfRoutes(transaction, routed, false)),
  ])
  gateway.metrics.count(channel.channel, arrival, Math.max(...statuses), status)
}
