import { randomBytes } from 'node:crypto'
import type { TraceContext } from './context.ts'

/** As OTLP numbers them. */
export const spanKinds = { internal: 1, server: 2, client: 3 } as const
export type SpanKind = keyof typeof spanKinds

/** The attributes of a span. They never contain a body, header, credential or query, because every reader of the traces sees them. */
type Attributes = Record<string, string | number | undefined>

/** The maximum length of an exported text. */
const maxTextLength = 1024

/** An operation with a start and an end. Spans that are not sampled have a position in the trace but are not exported. */
export class Span {
  readonly kind: SpanKind
  readonly context: TraceContext
  /** The span it stands below: in this process, or in the client's. */
  readonly parent: string | undefined
  /** It belongs to a trace that the client began. */
  readonly continued: boolean
  readonly attributes: Record<string, string | number> = {}
  /** Milliseconds since 1970. */
  readonly begunAt: number
  endedAt: number | undefined
  name: string
  /** What went wrong, in a word; undefined when nothing did. */
  failure: string | undefined
  private readonly clock: number
  private readonly report: (span: Span) => void

  constructor(about: {
    kind: SpanKind
    name: string
    above: TraceContext | undefined
    continued: boolean
    clock?: number
    report: (span: Span) => void
  }) {
    this.kind = about.kind
    this.name = about.name
    this.parent = about.above?.spanId
    this.continued = about.continued
    this.context = {
      traceId: about.above?.traceId ?? randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      sampled: about.above?.sampled ?? true,
    }
    this.report = about.report
    // One clock for a trace: when the machine's is set meanwhile, no child begins before its parent.
    this.clock = about.clock ?? Date.now() - performance.now()
    this.begunAt = this.now()
  }

  set(attributes: Attributes) {
    if (!this.context.sampled) return
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined) this.attributes[name] = typeof value === 'string' ? value.slice(0, maxTextLength) : value
  }

  child(kind: SpanKind, name: string): Span {
    const { context, continued, clock, report } = this
    return new Span({ kind, name, above: context, continued, clock, report })
  }

  /** Only the first end counts. `failure`: what went wrong, in a word. */
  end(failure?: string) {
    if (this.endedAt !== undefined) return
    this.endedAt = this.now()
    const status = Number(this.attributes['http.response.status_code'] ?? 0)
    // To whoever serves, what a client does wrong is no failure of its own.
    this.failure = failure ?? (status >= (this.kind === 'client' ? 400 : 500) ? String(status) : undefined)
    if (this.context.sampled) this.report(this)
  }

  private now() {
    return this.clock + performance.now()
  }
}
