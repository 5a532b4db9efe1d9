import type { Seal } from '../../bodies/index.ts'
import type { CompiledChannel } from '../../channels/index.ts'
import { withoutSecrets } from '../../platform/redaction.ts'
import type { Span } from '../../tracing/index.ts'
import type { Begun, CompanionStatement, Outcome, RoutesOutcome } from '../../transactions/index.ts'
import type { Identified } from '../authentication/credentials.ts'
import type { Gateway } from '../context.ts'
import type { Arrival } from '../listeners/request.ts'
import { largestBody, mostKept, type RequestBody } from '../listeners/request-body.ts'
import { Refused } from '../refusal.ts'
import { nameSpan } from '../spans.ts'
import type { Secondary, Upstream } from '../upstreams/pool.ts'
import { bodySizes, kept, upTo } from './chunks.ts'
import type { Reported } from './mediator-update.ts'

/** A request that was matched and may pass. */
export type Accepted = {
  arrival: Arrival
  body: RequestBody
  caller: Identified
  channel: CompiledChannel
  /** Which automatic retry it is, when it is one. */
  attempt?: number | undefined
  /** When it is traced. */
  span?: Span | undefined
}

/** A request that was let in and stands in the record. */
export type Transaction = Accepted & {
  id: string
  upstream: Upstream
  /** Undefined when the channel has none. */
  secondaries: readonly Secondary[] | undefined
  begunAs: 'Processing' | 'Pending Async'
  /** The whole body when it is small; undefined when it is streamed, null when there is none. */
  small: Buffer | null | undefined
  canRerun: boolean
  /** Known once the body has passed: the channel keeps only its first bytes. */
  requestIsCut: boolean
  /** Of a channel whose bodies are sealed. */
  seal: Seal | undefined
  /** False only when the channel lets pass what cannot be recorded. */
  recorded: boolean
  /** How it began, when that could not be recorded. */
  unrecorded?: Begun | undefined
}

/** Commits the transaction before anything reaches the upstream. */
export async function begin(gateway: Gateway, accepted: Accepted): Promise<Transaction> {
  const { arrival, body, caller, channel } = accepted
  const upstream = gateway.snapshot().upstreamOf.get(channel.channel._id)
  if (!upstream)
    throw new Refused('match', 502, 'no-route', `The channel "${channel.channel.name}" has no enabled route`, {
      channel: channel.channel.name,
    })
  const small = arrival.hasBody ? await smallBody(body, largestBody(arrival, channel, gateway.bodyLimits)) : null
  const stores = channel.channel.requestBody !== false
  const { path, query, head, method, at } = arrival
  const id = gateway.newId(at)
  const seal = sealOf(gateway, accepted, id)
  const most = mostKept(channel)
  const sealed = stores && small ? kept(seal, { id, part: 'request', n: 0, bytes: upTo(most, small) }) : null
  const requestIsCut = stores && most !== undefined && knownSize(arrival, small) > most
  const transaction: Transaction = {
    ...accepted,
    id,
    seal,
    upstream,
    secondaries: gateway.snapshot().secondariesOf.get(channel.channel._id),
    begunAs: channel.channel.isAsynchronousProcess ? 'Pending Async' : 'Processing',
    small,
    canRerun: (stores && !requestIsCut) || !arrival.hasBody,
    requestIsCut,
    recorded: true,
  }
  nameSpan(transaction)
  const begun: Begun = {
    id: transaction.id,
    channel: channel.channel._id,
    client: caller.client?.id ?? null,
    clientIp: arrival.address,
    recognised: caller.recognised ?? null,
    status: transaction.begunAs,
    requestedAt: at,
    method,
    host: head.host ?? null,
    path,
    query: withoutSecrets(query),
    requestHeaders: JSON.stringify(recordedHeaders(arrival, caller)),
    requestBody: sealed?.bytes ?? null,
    bodyKey: sealed?.key,
    requestSize: small === undefined ? null : (small?.length ?? 0),
    canRerun: transaction.canRerun,
  }
  try {
    await gateway.recorder.begin(begun)
  } catch (error) {
    cannotRecord(gateway, transaction, error)
    transaction.unrecorded = begun
  }
  return transaction
}

function sealOf({ sealer, log }: Gateway, { channel: { channel }, arrival }: Accepted, id: string): Seal | undefined {
  if (!channel.sealBodies) return undefined
  try {
    return sealer(channel._id, arrival.at)
  } catch (error) {
    // Whatever the channel says of what cannot be recorded: a body that must be sealed is never recorded readable.
    log.error({ err: error, transaction: id, channel: channel.name }, 'the key that seals bodies cannot be used')
    throw new Refused('record', 503, 'not-recorded', 'The transaction could not be recorded')
  }
}

/** Of a body that is not held, what it announces. */
const knownSize = ({ head }: Arrival, small: Buffer | null | undefined) =>
  small?.length ?? Number(head.contentLength ?? 0)

async function smallBody(body: RequestBody, largest: number) {
  const { bytes, whole } = await body.take(Math.min(bodySizes.whole, largest), largest)
  return whole ? bytes : undefined
}

/** In place of the credential stands what was recognised in it. */
export function recordedHeaders({ head }: Arrival, { recognised }: Identified) {
  if (head.authorization === undefined) return head.recorded
  return [...head.recorded, 'Authorization', recognised ?? 'not recognised']
}

/** Throws, or lets pass unrecorded, as the channel says. */
export function cannotRecord({ log, recorder }: Gateway, transaction: Transaction, error: unknown) {
  const { id, channel } = transaction
  log.error({ err: error, transaction: id, channel: channel.channel.name }, 'a transaction could not be recorded')
  recorder.giveUp(id)
  if (channel.channel.whenUnrecordable === 'refuse')
    throw new Refused('record', 503, 'not-recorded', 'The transaction could not be recorded')
  transaction.recorded = false
}

type Beside = {
  open: boolean
  settled: RoutesOutcome | undefined
  chunks: Reported['chunks']
  alongside: CompanionStatement[]
}

/** Commits the outcome of the primary route; `open`: other routes are still under way. */
export async function record(
  gateway: Gateway,
  transaction: Transaction,
  outcome: Outcome,
  { open, settled, chunks, alongside }: Beside,
) {
  const { recorder } = gateway
  const passed = () => recorder.passed({ begun: transaction.unrecorded, outcome })
  if (!transaction.recorded) return passed()
  try {
    const along = alongside.length ? alongside : undefined
    const completing = recorder.complete(outcome, along, open || settled !== undefined)
    if (settled) await Promise.all([completing, ...chunks.map(recorder.chunk), recorder.finishRoutes(settled)])
    else await completing
  } catch (error) {
    cannotRecord(gateway, transaction, error)
    passed()
  }
}
