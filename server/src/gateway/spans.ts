import type { CompiledChannel } from '../channels/index.ts'
import { contextFrom, type Span, type Tracer } from '../tracing/index.ts'
import type { Identified } from './authentication/credentials.ts'
import type { Gateway } from './context.ts'
import type { ClientAnswer, ClientRequest } from './listeners/client-request.ts'
import { type Arrival, parseTarget } from './listeners/request.ts'
import { Refusal } from './refusal.ts'
import { UpstreamError } from './upstreams/errors.ts'
import type { Upstream } from './upstreams/upstream.ts'

/** Starts the span of a request, from its head to the last byte of its answer. */
export function startRequestSpan(tracer: Tracer, request: ClientRequest, answer: ClientAnswer): Span {
  const { method, target, rawHeaders } = request
  const span = tracer.start('server', method, contextFrom(rawHeaders))
  span.set({ 'http.request.method': method, 'url.path': parseTarget(target).path })
  answer.onClose(() => {
    if (answer.isHeadSent) span.set({ 'http.response.status_code': answer.status })
    span.end(answer.isFinished ? undefined : 'cut')
  })
  return span
}

/** Starts the span of a message over TCP, a rerun or a poll. Returns undefined when nothing is traced. */
export const startSpan = ({ tracer }: Gateway, kind: 'server' | 'internal', name: string, arrival: Arrival) =>
  tracer?.start(kind, name, contextFrom(arrival.head.forwarded))

type TracedTransaction = {
  id: string
  arrival: Arrival
  caller: Identified
  channel: CompiledChannel
  span?: Span | undefined
}

/** Tells the span which transaction, channel and client the request belongs to. */
export function labelTransaction({ span, id, channel: { channel }, caller }: TracedTransaction) {
  if (!span) return
  span.name = `${span.name} ${channel.name}`
  span.set({
    'mediary.transaction.id': id,
    'mediary.channel': channel.name,
    'mediary.client': caller.client?.clientID,
  })
}

/** Tells the span why the request was refused. The Client ID that a refused client claims is left out: it is not proven. */
export function labelRefusal(span: Span | undefined, error: unknown) {
  if (!span || !(error instanceof Refusal)) return
  span.set({ 'mediary.channel': error.channel, 'mediary.refusal': error.code })
}

/** Starts the span of a call to one upstream. `path` has no query. */
export function startCallSpan(
  { span, arrival, id }: TracedTransaction,
  upstream: Upstream,
  path: string,
): Span | undefined {
  if (!span) return undefined
  const call = span.child('client', `${arrival.method} ${upstream.name}`)
  const { host, port } = upstream
  call.set({
    'server.address': host,
    'server.port': port,
    'mediary.route': upstream.name,
    'mediary.transaction.id': id,
  })
  if (upstream.connection.protocol === 'http') call.set({ 'http.request.method': arrival.method, 'url.path': path })
  return call
}

/** Ends the span with the work, and tells it how the work failed. */
export const endSpanAfter = (span: Span, work: Promise<void>) =>
  work.then(
    () => span.end(),
    (error: unknown) => {
      span.end(error instanceof UpstreamError || error instanceof Refusal ? String(error.status) : 'failed')
      throw error
    },
  )
