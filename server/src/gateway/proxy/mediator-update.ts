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
import { isRewritable, maxRewrittenBytes } from '../upstreams/rewrite.ts'
import { mediatorHead, readMediatorAnswer } from './mediator-response.ts'
import type { Collected, Delivery } from './response.ts'
import type { Transaction } from './transaction.ts'

/** What a mediator said beside its answer. */
export type Reported = {
  status: TransactionStatus | undefined
  calls: Call[]
  chunks: Chunk[]
  properties: Record<string, unknown> | undefined
  error: CallError | undefined
  at: number
}

export const policyOf = ({ channel, recorded }: Transaction): BodyPolicy => ({
  request: recorded && channel.channel.requestBody !== false,
  response: recorded && channel.channel.responseBody !== false,
})

/** Turns an answer that was read as a whole into the one that the client gets. `prefix`: of the route it came from. */
export async function reportOf(
  gateway: Gateway,
  transaction: Transaction,
  { what, bytes, encoding }: Collected,
  to: Delivery,
  prefix = '',
): Promise<Reported | undefined> {
  // The answer of a secondary route reaches no client.
  const rewrite = prefix === '' ? gateway.snapshot().rewriteOf.get(transaction.channel.channel._id) : undefined
  const { secure } = transaction.arrival
  if (what === 'text') {
    const decoded = decodeContent(bytes, encoding, maxRewrittenBytes)
    if (rewrite && decoded) await to.replace(rewrite.body(Buffer.from(decoded), secure), 'decoded')
    else await to.replace(bytes)
    return undefined
  }
  const answer = readMediatorAnswer(bytes, encoding)
  const { status, response, orchestrations, properties, error } = answer
  const plain = Buffer.from(response.body ?? '')
  const head = mediatorHead(answer, plain.length)
  const body = rewrite && isRewritable(head.contentType) ? rewrite.body(plain, secure) : plain
  await to.replace(body, {
    status: response.status,
    head: rewrite ? readResponseHead(rewrite.headers(head.sent, secure)) : head,
  })
  const policy = policyOf(transaction)
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
