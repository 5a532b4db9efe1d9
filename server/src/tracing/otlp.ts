import { type Span, spanKinds } from './span.ts'

/** Spans as OTLP writes them in JSON: ids in hexadecimal, times in nanoseconds as text. */
export const toOtlp = (resource: Record<string, string | number>, spans: readonly Span[]) =>
  JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: toOtlpAttributes(resource) },
        scopeSpans: [{ scope: { name: 'mediary' }, spans: spans.map(toOtlpSpan) }],
      },
    ],
  })

const toOtlpSpan = ({ kind, name, context, parent, attributes, begunAt, endedAt = begunAt, failure }: Span) => ({
  traceId: context.traceId,
  spanId: context.spanId,
  ...(parent !== undefined && { parentSpanId: parent }),
  name,
  kind: spanKinds[kind],
  startTimeUnixNano: nanoseconds(begunAt),
  endTimeUnixNano: nanoseconds(endedAt),
  attributes: toOtlpAttributes(failure === undefined ? attributes : { ...attributes, 'error.type': failure }),
  status: failure === undefined ? {} : { code: 2 },
})

const toOtlpAttributes = (attributes: Record<string, string | number>) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: value },
  }))

const nanoseconds = (milliseconds: number) => String(BigInt(Math.round(milliseconds * 1_000)) * 1_000n)
