/** The position of a span in its trace (W3C Trace Context). */
export type TraceContext = { traceId: string; spanId: string; sampled: boolean }

/** Reads the trace context from flat headers; undefined when it is missing, repeated or malformed. */
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
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text)
  const [, version = '', traceId = '', spanId = '', flags = '', more] = match ?? []
  // Versions to come may say more after the flags; this one says nothing (§3.2.2.5).
  if (!match || version === 'ff' || (version === '00' && more !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}

const toTraceparent = ({ traceId, spanId, sampled }: TraceContext) => `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`

/**
 * Replaces the trace headers for an upstream by the position of the call in the trace. `tracestate` of the client is
 * forwarded only when the trace of the client continues.
 */
export function withTraceparent(headers: readonly string[], span: { context: TraceContext; continued: boolean }) {
  const replaced = span.continued ? /^traceparent$/i : /^trace(parent|state)$/i
  const kept = headers.filter((_, i) => !replaced.test(headers[i - (i % 2)] ?? ''))
  return [...kept, 'traceparent', toTraceparent(span.context)]
}
