import { retryOf } from '../../tasks/index.ts'
import { type Call, type CompanionStatement, routeKey } from '../../transactions/index.ts'
import type { Gateway } from '../context.ts'
import { UpstreamFailed } from '../upstreams/errors.ts'
import { forward, outgoingOf } from '../upstreams/forward.ts'
import type { Secondary, Upstream } from '../upstreams/pool.ts'
import { policyOf, type Reported, reportOf } from './mediator-update.ts'
import { type Delivery, delivery } from './response.ts'
import { nowhere } from './sink.ts'
import { recordedHeaders, type Transaction } from './transaction.ts'

/** What one secondary route did: itself, and the calls that its mediator reports. */
export type Routed = { name: string; calls: Call[]; chunks: Reported['chunks']; status: number; failed: boolean }

export type Routes = ReturnType<typeof fanOut>

/** Calls the secondary routes. None of them delays or changes the client's answer. */
export function fanOut(gateway: Gateway, transaction: Transaction, secondaries: readonly Secondary[]) {
  const numbered = secondaries.map((secondary, n) => ({ secondary, n }))
  const callAll = (some: typeof numbered) =>
    some.map(({ secondary, n }) => call(gateway, transaction, secondary.upstream, n))
  const atOnce = numbered.filter(({ secondary }) => !secondary.waits)
  // A large body passes once, to the primary: the others read it from the record when it is there.
  const streams = transaction.small === undefined
  const underWay = streams ? [] : callAll(atOnce)

  return {
    /** Resolves when every route has answered, in the channel's order. */
    async finish(primaryStatus: number): Promise<Routed[]> {
      const first = await Promise.all(streams ? callAll(atOnce) : underWay)
      const waiting = numbered.filter(({ secondary }) => secondary.waits && secondary.takes(primaryStatus))
      return [...first, ...(await Promise.all(callAll(waiting)))]
    },
  }
}

async function call(gateway: Gateway, transaction: Transaction, upstream: Upstream, n: number): Promise<Routed> {
  const { id, arrival } = transaction
  const key = routeKey(n)
  const policy = policyOf(transaction)
  const to = delivery({
    sink: nowhere,
    transactionId: id,
    part: `${key}.response`,
    store: policy.response,
    recorder: gateway.recorder,
    seal: transaction.seal,
    asynchronous: false,
  })
  const outgoing = outgoingOf(transaction, upstream, bodyFor(gateway, transaction, policy.request))
  const made = {
    key,
    name: upstream.name,
    request: requestOf(transaction, upstream, outgoing.asked),
    requestBody: policy.request && arrival.hasBody ? 'request' : null,
    responseBody: null,
  }
  try {
    if (outgoing.body === undefined) throw new UpstreamFailed(502, notKept)
    await forward(upstream, arrival.method, { ...outgoing, body: outgoing.body }, to)
    return await answered(gateway, transaction, made, to)
  } catch (error) {
    return failed(gateway, transaction, made, error)
  }
}

const notKept =
  'The body is too large to be held for this route, and it is not recorded, so that it could not be read back'

/** Undefined when the body has passed and nobody kept it. */
function bodyFor(gateway: Gateway, { small, id, requestIsCut }: Transaction, stored: boolean) {
  if (small !== undefined) return small
  return stored && !requestIsCut ? gateway.recordedBody(id, 'request') : undefined
}

async function answered(gateway: Gateway, transaction: Transaction, made: Call, to: Delivery): Promise<Routed> {
  const { id } = transaction
  const collected = to.collected()
  const reported = collected && (await reportOf(gateway, transaction, collected, to, `${made.key}.`))
  await to.flush()
  const { status, headers, body, size } = to.outcome()
  const part = `${made.key}.response`
  const stored = size > 0 && policyOf(transaction).response
  const inline = stored && body?.bytes.length ? [{ id, part, n: 0, ...body }] : []
  const call: Call = {
    ...made,
    response: { status, headers: JSON.parse(headers), timestamp: reported?.at ?? Date.now() },
    properties: reported?.properties,
    error: reported?.error,
    responseBody: stored ? part : null,
  }
  return {
    name: made.name,
    failed: status >= 500 && transaction.channel.channel.autoRetryServerErrors,
    calls: [call, ...(reported?.calls ?? [])],
    chunks: [...inline, ...(reported?.chunks ?? [])],
    status,
  }
}

function failed(gateway: Gateway, { id }: Transaction, made: Call, error: unknown): Routed {
  const known = error instanceof UpstreamFailed
  if (!known) gateway.log.error({ err: error, transaction: id }, 'a secondary route failed in the gateway')
  const status = known && !gateway.compat.openhim ? error.status : 500
  const message = known ? error.message : 'The gateway failed; its log says why'
  const response = { status, headers: [], timestamp: Date.now() }
  return { name: made.name, failed: true, calls: [{ ...made, response, error: { message } }], chunks: [], status }
}

const requestOf = ({ arrival, caller }: Transaction, { host, port }: Upstream, path: string) => ({
  host,
  port: String(port),
  path,
  querystring: arrival.query,
  method: arrival.method,
  headers: recordedHeaders(arrival, caller),
  timestamp: Date.now(),
})

/**
 * What is to be repeated by itself, once it is known how every route ended: those that failed, and nothing that has
 * succeeded. With the primary, also those that were to wait for it.
 */
export function retryOfRoutes(transaction: Transaction, routed: Routed[], primaryToo: boolean): CompanionStatement[] {
  const { id, channel, canRerun, attempt = 0, upstream, secondaries = [] } = transaction
  const succeeded = new Set(routed.filter(({ failed }) => !failed).map(({ name }) => name))
  const routes = primaryToo
    ? [upstream.name, ...secondaries.map((one) => one.upstream.name).filter((name) => !succeeded.has(name))]
    : routed.filter(({ failed }) => failed).map(({ name }) => name)
  return routes.length ? retryOf(channel.channel, { id, canRerun, attempt, routes }, Date.now()) : []
}
