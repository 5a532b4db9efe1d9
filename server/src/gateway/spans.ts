import type { IncomingMessage, ServerResponse } from 'node:http'
import { contextFrom, type Span, type Tracer } from '../tracing/index.ts'
import type { Gateway } from './context.ts'
import { type Arrival, target } from './listeners/request.ts'
import type { Transaction } from './proxy/transaction.ts'
import { Refused } from './refusal.ts'
import { UpstreamFailed } from './upstreams/errors.ts'
import type { Upstream } from './upstreams/pool.ts'

/** A request from its head to the last byte of its answer. */
export function spanOfRequest(tracer: Tracer, request: IncomingMessage, response: ServerResponse): Span {
  const method = request.method ?? 'GET'
  const span = tracer.start('server', method, contextFrom(request.rawHeaders))
  span.set({ 'http.request.method': method, 'url.path': target(request.url ?? '/').path })
  response.once('close', () => {
    if (response.headersSent) span.set({ 'http.response.status_code': response.statusCode })
    span.end(response.writableFinished ? undefined : 'cut')
  })
  return span
}

/** A message over TCP, a rerun, a poll. Undefined when nothing is traced. */
export const spanOf = ({ tracer }: Gateway, kind: 'server' | 'internal', name: string, arrival: Arrival) =>
  tracer?.start(kind, name, contextFrom(arrival.head.forwarded))

/** What is known of a request once it stands in the record. */
export function nameSpan({ span, id, channel: { channel }, caller }: Transaction) {
  if (!span) return
  span.name = `${span.name} ${channel.name}`
  span.set({
    'mediary.transaction.id': id,
    'mediary.channel': channel.name,
    'mediary.client': caller.client?.clientID,
  })
}

export function nameRefusal(span: Span | undefined, error: unknown) {
  if (!span || !(error instanceof Refused)) return
  // Who the client said it was is not known to be true, and is for the refusals alone.
  span.set({ 'mediary.channel': error.channel, 'mediary.refusal': error.code })
}

/** The call of one upstream. `path`: without the query. */
export function spanOfCall({ span, arrival, id }: Transaction, upstream: Upstream, path: string): Span | undefined {
  if (!span) return undefined
  const call = span.child('client', `${arrival.method} ${upstream.name}`)
  const { host, port } = upstream
  call.set({
    'server.address': host,
    'server.port': port,
    'mediary.route': upstream.name,
    'mediary.transaction.id': id,
  })
  if (upstream.line.speaks === 'http') call.set({ 'http.request.method': arrival.method, 'url.path': path })
  return call
}

export const endWith = (span: Span, work: Promise<void>) =>
  work.then(
    () => span.end(),
    (error: unknown) => {
      span.end(error instanceof UpstreamFailed || error instanceof Refused ? String(error.status) : 'failed')
      throw error
    },
  )
