// Shadow mode: requests are decided and recorded, and forwarded nowhere.
import { finalStatus, markTruncated } from '../transactions/index.ts'
import type { Gateway } from './context.ts'
import type { ProxyResult } from './proxy/proxy.ts'
import { recordWhileStreaming } from './proxy/recorded-stream.ts'
import type { Sink } from './proxy/sink.ts'
import { findSender, handleUnrecordable, type Transaction } from './proxy/transaction.ts'

/** The status of the answer: the proxy that copies requests throws it away. */
const noContent = 204

/** Returns the headers that every answer has, as a flat list. */
export const listDefaultHeaders = ({ shadow }: Pick<Gateway, 'shadow'>): string[] =>
  shadow ? ['X-Mediary-Shadow', 'true'] : []

/** Records the body and the end of an accepted request, and answers without content. */
export async function answerInShadow(gateway: Gateway, transaction: Transaction, sink: Sink): Promise<ProxyResult> {
  const { id, channel, arrival } = transaction
  const status = finalStatus(noContent)
  try {
    if (transaction.small === undefined)
      for await (const chunk of recordWhileStreaming(transaction, gateway)) void chunk
  } catch (error) {
    await recordEnd(gateway, transaction, { status: 'Failed', responseStatus: null, error: String(error) })
    throw error
  }
  await recordEnd(gateway, transaction, { status, responseStatus: noContent, error: null })
  gateway.metrics.count(channel.channel, arrival, noContent, status, findSender(transaction))
  sink.head(noContent, undefined, ['X-OpenHIM-TransactionID', id])
  sink.end(Buffer.alloc(0))
  return { routesEnded: undefined, sentBytes: 0 }
}

type End = {
  status: Transaction['initialStatus'] | ReturnType<typeof finalStatus>
  responseStatus: number | null
  error: string | null
}

async function recordEnd(gateway: Gateway, transaction: Transaction, end: End) {
  if (!transaction.recorded) return
  const { id, small, body, requestIsTruncated } = transaction
  const outcome = {
    id,
    ...end,
    respondedAt: Date.now(),
    requestSize: small === undefined ? body.size() : (small?.length ?? 0),
    canRerun: false,
    responseHeaders: '[]',
    responseBody: null,
    responseSize: 0,
    upstream: null,
  }
  const truncated = markTruncated(id, { request: requestIsTruncated, response: false })
  try {
    await gateway.recorder.complete(outcome, truncated.length ? truncated : undefined)
  } catch (error) {
    handleUnrecordable(gateway, transaction, error)
  }
}
