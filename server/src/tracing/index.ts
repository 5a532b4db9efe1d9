import type { Log } from '../platform/log.ts'
import type { Settings } from '../settings/settings.ts'
import type { TraceContext } from './context.ts'
import { Exporter } from './exporter.ts'
import { Span, type SpanKind } from './span.ts'

export { contextFrom, withTraceparent } from './context.ts'
export type { Span } from './span.ts'

export type Tracer = {
  /** The uppermost span of this process; `above`: where the trace stands that it continues. */
  start: (kind: SpanKind, name: string, above: TraceContext | undefined) => Span
  /** What is not delivered yet is sent, within a bound. */
  close: () => Promise<void>
}

/** Undefined when no collector is configured: then nothing is made, and nothing costs. */
export function tracer({ endpoint, serviceName }: Settings['tracing'], log: Log): Tracer | undefined {
  if (endpoint === undefined) return undefined
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  const exporter = new Exporter(url, { 'service.name': serviceName, 'process.pid': process.pid }, log)
  const start: Tracer['start'] = (kind, name, above) =>
    new Span({ kind, name, above, continued: above !== undefined, report: (span) => exporter.add(span) })
  return { start, close: () => exporter.close() }
}
