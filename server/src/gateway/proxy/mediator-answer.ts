import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { stringifyWithoutSecrets } from '../../platform/redaction.ts'
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
import { maxStoredBytes } from '../listeners/request-body.ts'
import { isRewritable, maxRewrittenBytes, type Rewrite } from '../upstreams/rewrite.ts'
import type { Delivery } from './delivery.ts'
import { buildMediatorHead, type ReadMediatorAnswer, readMediatorAnswer } from './mediator-response.ts'
import type { Transaction } from './transaction.ts'

/** A mediator's answer as it sent it, around the answer for the client. Headers are flat. */
export type OwnAnswer = { status: number; headers: string[]; bodyPart: string | null }

/** A larger document is not kept: its parts are. */
const maxKeptDocument = 256 * 1024

/** The additions to the record that a mediator sends with its answer. */
export type MediatorUpdate = {
  status: TransactionStatus | undefined
  calls: Call[]
  chunks: Chunk[]
  properties: Record<string, unknown> | undefined
  error: CallError | undefined
  at: number
  /** The answer as the mediator sent it. */
  answer: OwnAnswer
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
  const { kind, bytes, encoding, status, headers } = collected
  // The answer of a secondary route reaches no client.
  const rewrite = prefix === '' ? gateway.snapshot().rewrites.get(transaction.channel.channel._id) : undefined
  if (kind === 'mediator') {
    const head = { status, headers: JSON.parse(headers) }
    return applyMediatorAnswer(transaction, readMediatorAnswer(bytes, encoding), delivery, { prefix, rewrite, head })
  }
  const decoded = decodeContent(bytes, encoding, maxRewrittenBytes)
  if (rewrite && decoded)
    await delivery.replace(rewrite.body(Buffer.from(decoded), transaction.arrival.secure), 'decoded')
  else await delivery.replace(bytes)
  return undefined
}

async function applyMediatorAnswer(
  transaction: Transaction,
  read: ReadMediatorAnswer,
  delivery: Delivery,
  how: { prefix: string; rewrite: Rewrite | undefined; head: Pick<OwnAnswer, 'status' | 'headers'> },
): Promise<MediatorUpdate> {
  const { answer } = read
  const { prefix, rewrite } = how
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
  // The document of a secondary route would repeat what its call shows.
  const document = prefix === '' && policy.request && policy.response ? keepDocument(transaction, read) : undefined
  const own = { ...how.head, bodyPart: bodies.store('upstream.response', document) }
  return { status, calls, chunks: bodies.chunks, properties, error, at: response.timestamp ?? at, answer: own }
}

function keepDocument({ channel }: Transaction, { document, length }: ReadMediatorAnswer): string | undefined {
  const max = Math.min(maxKeptDocument, maxStoredBytes(channel) ?? maxKeptDocument)
  return length <= max ? stringifyWithoutSecrets(document) : undefined
}
