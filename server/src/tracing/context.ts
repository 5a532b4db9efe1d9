/** Where a span stands in its trace (W3C Trace Context). */
export type TraceContext = { traceId: string; spanId: string; sampled: boolean }

/** Undefined when it is missing, given more than once, or malformed: then a trace of its own begins. `headers` is flat. */
export function contextFrom(headers: readonly string[]): TraceContext | undefined {
  let found: string | undefined
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] ?? ''
    if (name.length !== 11 || name.toLowerCase() !== 'traceparent') continue
    if (found !== undefined) return undefined
    found = headers[i + 1] ?? ''
  }
  return found === undefined ? undefined : readTraceparent(found)
}

function readTraceparent(text: string): TraceContext | undefined {
  const parts = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text)
  const [, version = '', traceId = '', spanId = '', flags = '', more] = parts ?? []
  // Versions to come may say more after the flags; this one says nothing (§3.2.2.5).
  if (!parts || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

export const toTraceparent = ({ traceId, spanId, sampled }: TraceContext) =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`

/**
 * What an upstream is sent: the place of the call in the trace. What the client's own system said beside its place
 * (`tracestate`) is passed on only when its trace goes on.
 */
export function withTraceparent(headers: readonly string[], span: { context: TraceContext; continued: boolean }) {
  const replaced = span.continued ? /^traceparent$/i : /^trace(parent|state)$/i
  const kept = headers.filter((_, i) => !replaced.test(headers[i - (i % 2)] ?? ''))
  return [...kept, 'traceparent', toTraceparent(span.context)]
}
