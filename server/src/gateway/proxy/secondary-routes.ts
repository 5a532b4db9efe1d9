import { buildRetry } from '../../tasks/index.ts'
import { type Call, type CompanionStatement, routeKey } from '../../transactions/index.ts'
import type { Gateway } from '../context.ts'
import { Refusal } from '../refusal.ts'
import { UpstreamError } from '../upstreams/errors.ts'
import { toErrorFailure, toStatusFailure } from '../upstreams/failures.ts'
import { forward } from '../upstreams/forward.ts'
import type { Secondary, Upstream } from '../upstreams/upstream.ts'
import { Delivery } from './delivery.ts'
import { finishCollected, getBodyPolicy, type MediatorUpdate } from './mediator-answer.ts'
import { nullSink } from './sink.ts'
import type { Transaction } from './transaction.ts'
import { buildUpstreamRequest, listSentHeaders } from './upstream-request.ts'

/** The end of one secondary route: its own call, and the calls that its mediator reports. */
type SecondaryResult = {
  name: string
  calls: Call[]
  chunks: MediatorUpdate['chunks']
  status: number
  failed: boolean
}

export type SecondaryCalls = ReturnType<typeof callSecondaries>

/** Calls the secondary routes. None of them delays or changes the client's answer. */
export function callSecondaries(gateway: Gateway, transaction: Transaction, secondaries: readonly Secondary[]) {
  const numbered = secondaries.map((secondary, n) => ({ secondary, n }))
  const callAll = (some: typeof numbered) =>
    some.map(({ secondary, n }) => callSecondary(gateway, transaction, secondary.upstream, n))
  const atOnce = numbered.filter(({ secondary }) => !secondary.waits)
  // A large body passes once, to the primary: the other routes read it from the record afterwards.
  const streams = transaction.small === undefined
  const underWay = streams ? [] : callAll(atOnce)

  return {
    /** Resolves when every route has answered, in the channel's order. */
    async finish(primaryStatus: number): Promise<SecondaryResult[]> {
      const first = await Promise.all(streams ? callAll(atOnce) : underWay)
      const waiting = numbered.filter(({ secondary }) => secondary.waits && secondary.takes(primaryStatus))
      return [...first, ...(await Promise.all(callAll(waiting)))]
    },
  }
}

async function callSecondary(
  gateway: Gateway,
  transaction: Transaction,
  upstream: Upstream,
  n: number,
): Promise<SecondaryResult> {
  const { id, arrival, channel } = transaction
  const channelId = channel.channel._id
  const key = routeKey(n)
  const policy = getBodyPolicy(transaction)
  const delivery = new Delivery({
    sink: nullSink,
    transactionId: id,
    bodyName: `${key}.response`,
    store: policy.response,
    recorder: gateway.recorder,
    seal: transaction.seal,
    asynchronous: false,
  })
  const { pathOnly, ...request } = buildUpstreamRequest(gateway, transaction, upstream)
  const body = findBody(gateway, transaction, policy.request)
  const call: Call = {
    key,
    name: upstream.name,
    request: {
      ...buildCallRequest(transaction, upstream, pathOnly),
      headers: listSentHeaders(upstream, request.headers),
    },
    requestBody: policy.request && arrival.hasBody ? 'request' : null,
    responseBody: null,
  }
  const lost: Call[] = []
  const onLostAttempt = ({ message }: Error) => {
    lost.push({ ...call, key: `${key}.lost`, error: { message } })
  }
  const replayBody = async () => findBody(gateway, transaction, policy.request)
  try {
    if (body === undefined) throw new UpstreamError(502, bodyUnavailable, 'bad-request')
    await forward(upstream, arrival.method, { ...request, body, replayBody, onLostAttempt }, delivery)
    gateway.health.note(channelId, upstream, toStatusFailure(delivery.getUpstreamStatus()))
    return await buildResult(gateway, transaction, { call, lost }, delivery)
  } catch (error) {
    const failure = toErrorFailure(error)
    if (failure) gateway.health.note(channelId, upstream, failure)
    return buildFailure(gateway, transaction, { call, lost }, error)
  }
}

/** The call of a route, and the attempts that were lost before it. */
type Calls = { call: Call; lost: Call[] }

const bodyUnavailable = 'The body is too large to be held for this route, and it is not recorded'

/** Returns undefined when the body has passed and was not recorded. */
function findBody(gateway: Gateway, { small, id, requestIsTruncated }: Transaction, stored: boolean) {
  if (small !== undefined) return small
  return stored && !requestIsTruncated ? gateway.recordedBody(id, 'request') : undefined
}

async function buildResult(
  gateway: Gateway,
  transaction: Transaction,
  { call, lost }: Calls,
  delivery: Delivery,
): Promise<SecondaryResult> {
  const { id } = transaction
  const update = await finishCollected(gateway, transaction, delivery, `${call.key}.`)
  await delivery.flush()
  const { status, headers, body, size } = delivery.toRecord()
  const part = `${call.key}.response`
  const stored = size > 0 && getBodyPolicy(transaction).response
  const inline = stored && body?.bytes.length ? [{ id, part, n: 0, ...body }] : []
  const answered: Call = {
    ...call,
    response: { status, headers: JSON.parse(headers), timestamp: update?.at ?? Date.now() },
    properties: update?.properties,
    error: update?.error,
    responseBody: stored ? part : null,
  }
  return {
    name: call.name,
    failed: status >= 500 && transaction.channel.channel.autoRetryServerErrors,
    calls: [answered, ...lost, ...(update?.calls ?? [])],
    chunks: [...inline, ...(update?.chunks ?? [])],
    status,
  }
}

function buildFailure(gateway: Gateway, { id }: Transaction, { call, lost }: Calls, error: unknown): SecondaryResult {
  const known = error instanceof UpstreamError || error instanceof Refusal
  if (!known) gateway.log.error({ err: error, transaction: id }, 'a secondary route failed in the gateway')
  const status = known && !gateway.compat.openhim ? error.status : 500
  const message = known ? error.message : 'The gateway failed; its log says why'
  const response = { status, headers: [], timestamp: Date.now() }
  return {
    name: call.name,
    failed: true,
    calls: [{ ...call, response, error: { message } }, ...lost],
    chunks: [],
    status,
  }
}

const buildCallRequest = ({ arrival }: Transaction, { host, port }: Upstream, path: string) => ({
  host,
  port: String(port),
  path,
  querystring: arrival.query,
  method: arrival.method,
  timestamp: Date.now(),
})

/**
 * Plans the automatic retry once the end of every route is known: of the routes that failed, and of none that succeeded.
 * With the primary it repeats also the routes that wait for it.
 */
export function planRouteRetry(
  transaction: Transaction,
  results: SecondaryResult[],
  withPrimary: boolean,
): CompanionStatement[] {
  const { id, channel, requestIsTruncated, attempt = 0, upstream, secondaries = [] } = transaction
  const canRerun = transaction.canRerun && !requestIsTruncated
  const succeeded = new Set(results.filter(({ failed }) => !failed).map(({ name }) => name))
  const routes = withPrimary
    ? [upstream.name, ...secondaries.map((one) => one.upstream.name).filter((name) => !succeeded.has(name))]
    : results.filter(({ failed }) => failed).map(({ name }) => name)
  return routes.length ? buildRetry(channel.channel, { id, canRerun, attempt, routes }, Date.now()) : []
}
