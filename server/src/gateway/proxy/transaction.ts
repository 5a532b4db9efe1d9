import type { Seal } from '../../bodies/index.ts'
import { type CompiledChannel, hasDotSegment } from '../../channels/index.ts'
import { withoutSecrets } from '../../platform/redaction.ts'
import type { Span } from '../../tracing/index.ts'
import { type Begun, type CompanionStatement, OutdatedDecisionError } from '../../transactions/index.ts'
import type { Identified } from '../authentication/credentials.ts'
import type { Gateway } from '../context.ts'
import type { Arrival } from '../listeners/request.ts'
import { checkBodySize, maxStoredBytes, type RequestBody } from '../listeners/request-body.ts'
import { Refusal } from '../refusal.ts'
import { labelTransaction } from '../spans.ts'
import type { Secondary, Upstream } from '../upstreams/upstream.ts'
import { bodySizes, sealChunk, truncate } from './body-recorder.ts'

/** A request that was matched and authorised. */
export type AcceptedRequest = {
  arrival: Arrival
  body: RequestBody
  caller: Identified
  channel: CompiledChannel
  /** The number of an automatic retry. */
  attempt?: number | undefined
  /** The names of the only routes to call. Undefined: all of them. */
  routes?: readonly string[] | undefined
  /** Builds the statements that must be committed together with the new transaction, or not at all. */
  companions?: ((id: string) => CompanionStatement[]) | undefined
  /** The number of the configuration that accepted the request; undefined when it is known to be new enough. */
  decidedWith?: number | undefined
  /** Undefined when nothing is traced. */
  span?: Span | undefined
}

/** An accepted request that the record knows. */
export type Transaction = AcceptedRequest & {
  id: string
  upstream: Upstream
  /** False when only secondary routes are called. */
  callsPrimary: boolean
  /** Undefined when no secondary route is called. */
  secondaries: readonly Secondary[] | undefined
  initialStatus: 'Processing' | 'Pending Async'
  /** The whole body when it is small; undefined when it is streamed, null when there is none. */
  small: Buffer | null | undefined
  canRerun: boolean
  /** True when only the first bytes of the request's body are recorded. A streamed body tells when it has passed. */
  requestIsTruncated: boolean
  /** Seals the bodies of a channel that asks for it. */
  seal: Seal | undefined
  /** False when the transaction could not be recorded and its channel lets it pass. */
  recorded: boolean
  /** The first entry of the record, when it could not be written. */
  unrecorded?: Begun | undefined
}

/** Commits the transaction before anything reaches an upstream. */
export async function begin(gateway: Gateway, accepted: AcceptedRequest): Promise<Transaction> {
  const transaction = await buildTransaction(gateway, accepted)
  labelTransaction(transaction)
  const begun = buildFirstEntry(transaction)
  try {
    await gateway.recorder.begin(begun, listCompanions(gateway, accepted, begun), accepted.decidedWith)
  } catch (error) {
    if (accepted.companions || error instanceof OutdatedDecisionError) {
      gateway.recorder.forget(begun.id)
      throw error
    }
    handleUnrecordable(gateway, transaction, error)
    transaction.unrecorded = begun
  }
  return transaction
}

/** Lists what is committed together with the transaction. */
function listCompanions({ shadow }: Gateway, { companions }: AcceptedRequest, begun: Begun) {
  const own = companions?.(begun.id)
  if (!shadow) return own
  return [...(own ?? []), ...shadow.buildAccepted({ ...begun, headers: begun.requestHeaders })]
}

async function buildTransaction(gateway: Gateway, accepted: AcceptedRequest): Promise<Transaction> {
  const { arrival, body, channel, routes } = accepted
  const { _id, name, requestBody, isAsynchronousProcess } = channel.channel
  const upstream = gateway.snapshot().upstreams.get(_id)
  if (!upstream) throw refuseUnserved(name, gateway.snapshot().problems.get(_id))
  const all = gateway.snapshot().secondaries.get(_id)
  const secondaries = routes ? all?.filter((one) => routes.includes(one.upstream.name)) : all
  for (const route of [upstream, ...(secondaries ?? []).map((one) => one.upstream)])
    requireSafePath(route, arrival.path)
  const small = arrival.hasBody ? await readSmallBody(body, checkBodySize(arrival, channel, gateway.bodyLimits)) : null
  const stores = requestBody !== false
  const maxBytes = maxStoredBytes(channel)
  const requestIsTruncated = stores && maxBytes !== undefined && getKnownSize(arrival, small) > maxBytes
  // Of this moment, not of the arrival: the lease covers no id that is older than its last renewal.
  const id = gateway.newId()
  return {
    ...accepted,
    id,
    seal: createSeal(gateway, accepted, id),
    upstream,
    callsPrimary: !routes || routes.includes(upstream.name),
    secondaries: secondaries?.length ? secondaries : undefined,
    initialStatus: isAsynchronousProcess ? 'Pending Async' : 'Processing',
    small,
    canRerun: !gateway.shadow && ((stores && !requestIsTruncated) || !arrival.hasBody),
    requestIsTruncated,
    recorded: true,
  }
}

const refuseUnserved = (channel: string, problem: string | undefined) => {
  const reason = problem === undefined ? 'has no enabled route' : `cannot be served: ${problem}`
  return new Refusal('match', 502, 'no-route', `The channel "${channel}" ${reason}`, { channel })
}

/** The path that a route makes of the client's path must not lead an upstream elsewhere. */
function requireSafePath({ name, toPath }: Upstream, path: string) {
  const sent = toPath(path)
  if (sent === path || !hasDotSegment(sent)) return
  throw new Refusal('match', 400, 'malformed', `The path that the route "${name}" makes of it has dot segments`)
}

function buildFirstEntry(transaction: Transaction): Begun {
  const { id, arrival, caller, channel, small, seal } = transaction
  const stored =
    channel.channel.requestBody !== false && small
      ? sealChunk(seal, { id, part: 'request', n: 0, bytes: truncate(maxStoredBytes(channel), small) })
      : null
  return {
    id,
    channel: channel.channel._id,
    client: caller.client?.id ?? null,
    clientIp: arrival.address,
    recognised: caller.recognised ?? null,
    credential: caller.credential?.id ?? null,
    status: transaction.initialStatus,
    requestedAt: arrival.at,
    method: arrival.method,
    host: arrival.head.host ?? null,
    path: arrival.path,
    query: withoutSecrets(arrival.query),
    requestHeaders: JSON.stringify(buildRecordedHeaders(arrival, caller)),
    requestBody: stored?.bytes ?? null,
    bodyKey: stored?.key,
    requestSize: small === undefined ? null : (small?.length ?? 0),
    canRerun: transaction.canRerun,
  }
}

function createSeal({ sealer, log }: Gateway, { channel: { channel }, arrival }: AcceptedRequest, id: string) {
  if (!channel.sealBodies) return undefined
  try {
    return sealer(channel._id, arrival.at)
  } catch (error) {
    // Also a channel that lets unrecordable requests pass never gets a readable record of a body that must be sealed.
    log.error({ err: error, transaction: id, channel: channel.name }, 'the key that seals bodies cannot be used')
    throw new Refusal('record', 503, 'not-recorded', 'The transaction could not be recorded')
  }
}

/** Returns the size of a body, or the size that the head of a streamed one announces. */
const getKnownSize = ({ head }: Arrival, small: Buffer | null | undefined) =>
  small?.length ?? Number(head.contentLength ?? 0)

async function readSmallBody(body: RequestBody, maxBytes: number) {
  const { bytes, whole } = await body.take(Math.min(bodySizes.whole, maxBytes), maxBytes)
  return whole ? bytes : undefined
}

/** Returns the ids of the client that sent the request itself, and of its credential: a rerun repeats what a client once sent. */
export const findSender = ({ caller: { mechanism, client, credential } }: Pick<Transaction, 'caller'>) =>
  mechanism === undefined || !client
    ? undefined
    : { client: client.id, clientID: client.clientID, credential: credential?.id }

/** Returns the headers for the record. What was recognised in the credential takes its place. */
export function buildRecordedHeaders({ head }: Arrival, { recognised }: Identified) {
  if (head.authorization === undefined) return head.recorded
  return [...head.recorded, 'Authorization', recognised ?? 'not recognised']
}

/** Handles what could not be recorded as the channel says: throws a refusal, or lets the request pass unrecorded. */
export function handleUnrecordable({ log, recorder, isOutdated }: Gateway, transaction: Transaction, error: unknown) {
  const { id, channel } = transaction
  log.error({ err: error, transaction: id, channel: channel.channel.name }, 'a transaction could not be recorded')
  recorder.giveUp(id)
  // What passes without the store must obey what another node may have changed meanwhile.
  if (channel.channel.whenUnrecordable === 'refuse' || isOutdated())
    throw new Refusal('record', 503, 'not-recorded', 'The transaction could not be recorded')
  transaction.recorded = false
}
