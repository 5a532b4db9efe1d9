import type { CompiledChannel } from '../channels/index.ts'
import type { Span } from '../tracing/index.ts'
import { OutdatedDecisionError } from '../transactions/index.ts'
import type { Identified } from './authentication/credentials.ts'
import { authorise, refuseDisabledClient } from './authorise.ts'
import type { Gateway } from './context.ts'
import type { Counted } from './limit.ts'
import type { Arrival } from './listeners/request.ts'
import { checkBodySize, type RequestBody } from './listeners/request-body.ts'
import { refuseLoop } from './loop.ts'
import { type ProxyResult, proxy } from './proxy/proxy.ts'
import type { Sink } from './proxy/sink.ts'
import { type AcceptedRequest, begin, type Transaction } from './proxy/transaction.ts'
import { Refusal } from './refusal.ts'
import { answerInShadow } from './shadow.ts'

/** A request, wherever it comes from: a client by HTTP, a TCP connection, the schedule of a poll, or the record. */
export type Source = Pick<AcceptedRequest, 'attempt' | 'routes' | 'companions'> & {
  arrival: Arrival
  body: RequestBody
  span: Span | undefined
  /** `renewed`: the same request is judged once more, by a newer configuration. */
  identify: (renewed: boolean) => Identified | Promise<Identified>
  findChannel: (caller: Identified) => CompiledChannel | Promise<CompiledChannel>
  /** True when nobody has to be let in: the gateway reruns and polls by itself, with the configuration of that moment. */
  authorised?: boolean
  /** Is called when it is known who sent the request. */
  onIdentified?: (caller: Identified) => void
  /** Counts the request under the limits of its client, credential and channel. Returns undefined when there are none. */
  admit?: (caller: Identified, channel: CompiledChannel) => Promise<Counted> | Counted | undefined
  /** Is called when the record knows the transaction, before anything reaches an upstream. */
  onBegun?: (id: string) => void
}

/** The life of one request through the gateway. Every stage returns its finding or throws a refusal. */
export async function handle(gateway: Gateway, source: Source, sink: Sink): Promise<ProxyResult> {
  const { transaction, counted } = await acceptCurrently(gateway, source)
  let sentBytes = 0
  try {
    source.onBegun?.(transaction.id)
    const result = await (gateway.shadow ? answerInShadow : proxy)(gateway, transaction, sink)
    sentBytes = result.sentBytes
    return result
  } finally {
    counted?.release(source.body.size() + sentBytes)
  }
}

type Accepted = { transaction: Transaction; counted: Counted | undefined }

/**
 * Accepts a request by every change of the configuration that was confirmed before it began, on whatever node. The
 * decision is made with the configuration in memory; the commit, or a look at the store before a refusal, tells when that
 * was not the newest. Then everything is decided once more. What is confirmed after that came later than the request.
 */
async function acceptCurrently(gateway: Gateway, source: Source): Promise<Accepted> {
  if (source.authorised) return accept(gateway, source, { decidedWith: undefined, renewed: false })
  const decidedWith = gateway.snapshot().seq
  try {
    return await accept(gateway, source, { decidedWith, renewed: false })
  } catch (error) {
    if (!(await isOutdated(gateway, decidedWith, error))) throw error
    return accept(gateway, source, { decidedWith: undefined, renewed: true })
  }
}

/** Tells whether a newer configuration, which is in memory by then, could lead to another decision. */
async function isOutdated(gateway: Gateway, decidedWith: number, error: unknown): Promise<boolean> {
  if (error instanceof OutdatedDecisionError) {
    await gateway.refresh()
    return true
  }
  if (!(error instanceof Refusal) || error.stage === 'record') return false
  // While the store is away a refusal stays what it is: nobody is let in who was not.
  await gateway.refresh().catch(() => undefined)
  return gateway.snapshot().seq > decidedWith
}

async function accept(
  gateway: Gateway,
  source: Source,
  { decidedWith, renewed }: { decidedWith: number | undefined; renewed: boolean },
): Promise<Accepted> {
  const { arrival, body, span, attempt, routes, companions } = source
  const caller = await source.identify(renewed)
  source.onIdentified?.(caller)
  refuseDisabledClient(gateway, caller, arrival)
  const channel = await source.findChannel(caller)
  refuseLoop(gateway, channel, arrival)
  if (!source.authorised) authorise(gateway, caller, channel, arrival)
  checkBodySize(arrival, channel, gateway.bodyLimits)
  const counting = source.admit?.(caller, channel)
  // Most requests need not wait for the store, and a turn of the event loop costs more than the counting.
  const counted = counting instanceof Promise ? await counting : counting
  try {
    const accepted = { arrival, body, caller, channel, span, attempt, routes, companions, decidedWith }
    return { transaction: await begin(gateway, accepted), counted }
  } catch (error) {
    counted?.release(body.size())
    throw error
  }
}
