import type { CompiledChannel } from '../channels/index.ts'
import type { Span } from '../tracing/index.ts'
import type { Identified } from './authentication/credentials.ts'
import { authorise, refuseDisabledClient } from './authorise.ts'
import type { Gateway } from './context.ts'
import type { Arrival } from './listeners/request.ts'
import { checkBodySize, type RequestBody } from './listeners/request-body.ts'
import { refuseLoop } from './loop.ts'
import { type ProxyResult, proxy } from './proxy/proxy.ts'
import type { Sink } from './proxy/sink.ts'
import { type AcceptedRequest, begin } from './proxy/transaction.ts'

/** A request, wherever it comes from: a client by HTTP, a TCP connection, the schedule of a poll, or the record. */
export type Source = Pick<AcceptedRequest, 'attempt' | 'routes' | 'companions'> & {
  arrival: Arrival
  body: RequestBody
  span: Span | undefined
  identify: () => Identified | Promise<Identified>
  findChannel: (caller: Identified) => CompiledChannel | Promise<CompiledChannel>
  /** True when the channel does not have to let the caller in: the gateway polls by itself. */
  authorised?: boolean
  /** Is called when it is known who sent the request. */
  onIdentified?: (caller: Identified) => void
  /** Counts the request under the limits of its client, credential and channel. Returns undefined when there are none. */
  admit?: (caller: Identified, channel: CompiledChannel) => Promise<{ release: () => void }> | undefined
  /** Is called when the record knows the transaction, before anything reaches an upstream. */
  onBegun?: (id: string) => void
}

/** The life of one request through the gateway. Every stage returns its finding or throws a refusal. */
export async function handle(gateway: Gateway, source: Source, sink: Sink): Promise<ProxyResult> {
  const { arrival, body, span, attempt, routes, companions } = source
  const caller = await source.identify()
  source.onIdentified?.(caller)
  refuseDisabledClient(gateway, caller, arrival)
  const channel = await source.findChannel(caller)
  refuseLoop(gateway, channel, arrival)
  if (!source.authorised) authorise(gateway, caller, channel, arrival)
  checkBodySize(arrival, channel, gateway.bodyLimits)
  const counting = source.admit?.(caller, channel)
  const counted = counting && (await counting)
  try {
    const transaction = await begin(gateway, { arrival, body, caller, channel, span, attempt, routes, companions })
    source.onBegun?.(transaction.id)
    return await proxy(gateway, transaction, sink)
  } finally {
    counted?.release()
  }
}
