import type { TransactionStatus } from '@mediary/contract/transactions'
import { decodeContent } from '../../platform/text/content-coding.ts'
import {
  type BodyPolicy,
  buildCalls,
  type Call,
  type CallError,
  type Chunk,
  collectBodies,
} from '../../transactions/index.ts'
import type { Gateway } from '../context.ts'
import { readResponseHead } from '../listeners/headers.ts'
import { isRewritable, maxRewrittenBytes, type Rewrite } from '../upstreams/rewrite.ts'
import type { Delivery } from './delivery.ts'
import { buildMediatorHead, readMediatorAnswer } from './mediator-response.ts'
import type { Transaction } from './transaction.ts'

/** The additions to the record that a mediator sends with its answer. */
export type MediatorUpdate = {
  status: TransactionStatus | undefined
  calls: Call[]
  chunks: Chunk[]
  properties: Record<string, unknown> | undefined
  error: CallError | undefined
  at: number
}

/** Returns which bodies of the transaction are recorded. */
export const getBodyPolicy = ({ channel, recorded }: Transaction): BodyPolicy => ({
  request: recorded && channel.channel.requestBody !== false,
  response: recorded && channel.channel.responseBody !== false,
})

/** Turns a collected answer into the one that the client gets. `prefix` names the route that answered. */
export async function finishCollected(
  gateway: Gateway,
  transaction: Transaction,
  delivery: Delivery,
  prefix = '',
): Promise<MediatorUpdate | undefined> {
  const collected = delivery.getCollected()
  if (!collected) return undefined
  const { kind, bytes, encoding } = collected
  // The answer of a secondary route reaches no client.
  const rewrite = prefix === '' ? gateway.snapshot().rewrites.get(transaction.channel.channel._id) : undefined
  if (kind === 'mediator')
    return applyMediatorAnswer(transaction, readMediatorAnswer(bytes, encoding), delivery, { prefix, rewrite })
  const decoded = decodeContent(bytes, encoding, maxRewrittenBytes)
  if (rewrite && decoded)
    await delivery.replace(rewrite.body(Buffer.from(decoded), transaction.arrival.secure), 'decoded')
  else await delivery.replace(bytes)
  return undefined
}

async function applyMediatorAnswer(
  transaction: Transaction,
  answer: ReturnType<typeof readMediatorAnswer>,
  delivery: Delivery,
  { prefix, rewrite }: { prefix: string; rewrite: Rewrite | undefined },
): Promise<MediatorUpdate> {
  const { status, response, orchestrations, properties, error } = answer
  const { secure } = transaction.arrival
  const plain = Buffer.from(response.body ?? '')
  const head = buildMediatorHead(answer, plain.length)
  const body = rewrite && isRewritable(head.contentType) ? rewrite.body(plain, secure) : plain
  await delivery.replace(body, {
    status: response.status,
    head: rewrite ? readResponseHead(rewrite.headers(head.sent, secure)) : head,
  })
  const policy = getBodyPolicy(transaction)
  const bodies = collectBodies(
    transaction.id,
    [
      ['request', policy.request ? transaction.small : null],
      [`${prefix}response`, policy.response ? body : null],
    ],
    transaction.seal,
  )
  const at = Date.now()
  const calls = buildCalls(orchestrations, { prefix, first: 0 }, bodies, policy, at)
  return { status, calls, chunks: bodies.chunks, properties, error, at: response.timestamp ?? at }
}
