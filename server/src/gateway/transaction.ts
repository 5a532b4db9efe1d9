import type { Seal } from '../bodies/index.ts'
import type { CompiledChannel } from '../channels/index.ts'
import { type Failure, retryOf } from '../tasks/index.ts'
import { type Alongside, finalStatus, type Outcome } from '../transactions/index.ts'
import { failureText } from './answers.ts'
import type { Arrival } from './arrival.ts'
import type { Identified } from './credentials.ts'
import { type Delivery, delivery } from './delivery.ts'
import { forward, UpstreamFailed, upstreamHeaders } from './forward.ts'
import type { Gateway } from './gateway.ts'
import { withoutSecrets } from './headers.ts'
import { bodySizes, kept, pieces } from './pieces.ts'
import { Refused } from './refused.ts'
import { largestBody, type RequestBody } from './request-body.ts'
import type { Sink } from './sink.ts'
import type { Upstream } from './upstreams.ts'

/** A request that was matched and may pass. */
export type Accepted = {
  arrival: Arrival
  body: RequestBody
  caller: Identified
  channel: CompiledChannel
  /** Which automatic retry it is, when it is one. */
  attempt?: number | undefined
}

/** A request that was let in and stands in the record. */
export type Transaction = Accepted & {
  id: string
  upstream: Upstream
  /** The whole body when it is small; undefined when it is streamed, null when there is none. */
  small: Buffer | null | undefined
  canRerun: boolean
  /** Of a channel whose bodies are sealed. */
  seal: Seal | undefined
  /** False only when the channel lets pass what cannot be recorded. */
  recorded: boolean
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
  const seal = sealOf(gateway, accepted)
  const sealed = stores && small ? kept(seal, { id, part: 'request', n: 0, bytes: small }) : null
  const transaction: Transaction = {
    ...accepted,
    id,
    seal,
    upstream,
    small,
    canRerun: stores || !arrival.hasBody,
    recorded: true,
  }
  const begun = gateway.recorder.begin({
    id: transaction.id,
    channel: channel.channel._id,
    client: caller.client?.id ?? null,
    clientIp: arrival.address,
    recognised: caller.recognised ?? null,
    status: 'Processing',
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
  })
  try {
    await begun
  } catch (error) {
    cannotRecord(gateway, transaction, error)
  }
  return transaction
}

function sealOf({ sealer, log }: Gateway, { channel: { channel }, arrival }: Accepted): Seal | undefined {
  if (!channel.sealBodies) return undefined
  try {
    return sealer(channel._id, arrival.at)
  } catch (error) {
    // Whatever the channel says of what cannot be recorded: a body that must be sealed is never recorded readable.
    log.error({ err: error, channel: channel.name }, 'the key that seals bodies cannot be used')
    throw new Refused('record', 503, 'not-recorded', 'The transaction could not be recorded')
  }
}

async function smallBody(body: RequestBody, largest: number) {
  const { bytes, whole } = await body.take(Math.min(bodySizes.whole, largest), largest)
  return whole ? bytes : undefined
}

/** In place of the credential stands what was recognised in it. */
function recordedHeaders({ head }: Arrival, { recognised }: Identified) {
  if (head.authorization === undefined) return head.recorded
  return [...head.recorded, 'Authorization', recognised ?? 'not recognised']
}

function cannotRecord({ log }: Gateway, transaction: Transaction, error: unknown) {
  log.error({ err: error, channel: transaction.channel.channel.name }, 'a transaction could not be recorded')
  if (transaction.channel.channel.whenUnrecordable === 'refuse')
    throw new Refused('record', 503, 'not-recorded', 'The transaction could not be recorded')
  transaction.recorded = false
}

/** Forwards, passes the answer on, and commits the outcome before its last byte leaves. */
export async function exchange(gateway: Gateway, transaction: Transaction, sink: Sink) {
  const { arrival, upstream, channel, caller, id, seal } = transaction
  const store = transaction.recorded && channel.channel.responseBody !== false
  const to = delivery({ sink, transactionId: id, store, recorder: gateway.recorder, seal })
  const path = upstream.pathOf(arrival.path)
  const outgoing = {
    headers: upstreamHeaders(arrival, upstream, { clientID: caller.client?.clientID, transactionId: id }),
    path: arrival.query ? `${path}?${arrival.query}` : path,
    body: transaction.small === undefined ? recordedStream(transaction, gateway) : transaction.small,
  }
  const asked = { name: upstream.name, host: upstream.host, port: upstream.port, path, at: Date.now() }
  try {
    await forward(upstream, arrival.method, outgoing, to)
    const status = await conclude(gateway, transaction, to, asked)
    to.end()
    gateway.metrics.count(channel.channel, arrival, status, finalStatus(status))
  } catch (error) {
    await fail(gateway, transaction, sink, asked, error)
  }
}

/** A large body is recorded piece by piece, each before it is passed on. */
async function* recordedStream(transaction: Transaction, gateway: Gateway) {
  const { body, arrival, channel, id, recorded, seal } = transaction
  const store = recorded && channel.channel.requestBody !== false
  const record = pieces('request', { transactionId: id, store, recorder: gateway.recorder, seal })
  for await (const chunk of body.stream(largestBody(arrival, channel, gateway.bodyLimits))) {
    const recording = record.add(chunk)
    if (recording) await recording
    yield chunk
  }
  await record.flush()
}

type Asked = { name: string; host: string; port: number; path: string; at: number }

async function conclude(gateway: Gateway, transaction: Transaction, to: Delivery, asked: Asked) {
  const flushing = to.flush()
  if (flushing) await flushing
  const { status, headers, body, size } = to.outcome()
  const again = status >= 500 && transaction.channel.channel.autoRetryServerErrors
  await record(
    gateway,
    transaction,
    {
      ...ending(transaction, asked),
      status: finalStatus(status),
      responseStatus: status,
      responseHeaders: headers,
      responseBody: body?.bytes ?? null,
      bodyKey: body?.key,
      responseSize: size,
      error: null,
    },
    again ? retried(transaction) : [],
  )
  return status
}

/** The upstream gave no answer, or the client stopped sending. */
async function fail(gateway: Gateway, transaction: Transaction, sink: Sink, asked: Asked, error: unknown) {
  const known = error instanceof UpstreamFailed || error instanceof Refused
  if (!known) gateway.log.error({ err: error, transaction: transaction.id }, 'a request failed in the gateway')
  const status = known ? error.status : 500
  const shown = gateway.compat.openhim && status >= 500 ? 500 : status
  await record(
    gateway,
    transaction,
    {
      ...ending(transaction, asked),
      status: 'Failed',
      responseStatus: shown,
      responseHeaders: '[]',
      responseBody: null,
      responseSize: 0,
      error: known ? error.message : 'The gateway failed; its log says why',
    },
    error instanceof UpstreamFailed ? retried(transaction) : [],
  ).catch(() => undefined)
  gateway.metrics.count(transaction.channel.channel, transaction.arrival, shown, 'Failed')
  if (error instanceof Refused) throw error
  sink.fail(shown, failureText(shown, gateway.compat.openhim), { 'X-OpenHIM-TransactionID': transaction.id })
}

const ending = (
  { id, body, arrival, small, canRerun }: Transaction,
  asked: Asked,
): Pick<Outcome, 'id' | 'respondedAt' | 'requestSize' | 'canRerun' | 'upstream'> => ({
  id,
  respondedAt: Date.now(),
  requestSize: small === undefined ? body.size() : arrival.hasBody ? (small?.length ?? 0) : 0,
  canRerun,
  upstream: JSON.stringify(asked),
})

/** Written with the outcome of what the gateway is to repeat by itself. `routes` are those that failed beside the primary. */
const retried = ({ id, channel, canRerun, attempt = 0 }: Transaction, routes?: Failure['routes']): Alongside[] =>
  retryOf(channel.channel, { id, canRerun, attempt, routes }, Date.now())

async function record(gateway: Gateway, transaction: Transaction, outcome: Outcome, alongside: Alongside[] = []) {
  if (!transaction.recorded) return
  try {
    await gateway.recorder.complete(outcome, alongside.length ? alongside : undefined)
  } catch (error) {
    cannotRecord(gateway, transaction, error)
  }
}
