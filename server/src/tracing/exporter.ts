import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../platform/log.ts'
import { toOtlp } from './otlp.ts'
import type { Span } from './span.ts'

const maxSpans = { queued: 2_048, atOnce: 256 }
const timeouts = { between: 500, maxBetween: 30_000, answer: 5_000, close: 2_000 }

/** Returns true for statuses after which the collector may accept the same spans later. */
const passing = (status: number) => status === 429 || status >= 500

/**
 * Sends ended spans to a collector, some at a time, beside the requests. What cannot be delivered waits, up to a bound;
 * beyond it spans are lost. No request waits for it or fails by it, and the log says it once until it is over.
 */
export class Exporter {
  #url: string
  #resource: Record<string, string | number>
  #log: Log
  #queue: Span[] = []
  #lost = 0
  #failing = false
  #full = false
  #wait = timeouts.between
  #timer: NodeJS.Timeout | undefined
  #sending: Promise<boolean> | undefined

  constructor(url: string, resource: Record<string, string | number>, log: Log) {
    this.#url = url
    this.#resource = resource
    this.#log = log
  }

  add(span: Span): void {
    if (this.#queue.length >= maxSpans.queued) {
      this.#lost++
      if (!this.#full && !this.#failing) this.#log.warn('more is traced than the collector takes: some spans are lost')
      this.#full = true
      return
    }
    this.#queue.push(span)
    this.#schedule()
  }

  /** Sends what is left, within a bound; a collector that does not answer is not waited for. */
  async close(): Promise<void> {
    const rest = async () => {
      while (this.#queue.length && (await this.#sendSome()));
    }
    await Promise.race([rest(), pause(timeouts.close, undefined, { ref: false })])
    clearTimeout(this.#timer)
  }

  #schedule() {
    const later = () => this.#schedule()
    if (this.#sending || this.#queue.length === 0) return
    if (this.#queue.length >= maxSpans.atOnce && !this.#failing) return void this.#sendSome().then(later)
    if (this.#timer) return
    this.#timer = setTimeout(() => void this.#sendSome().then(later), this.#wait)
    this.#timer.unref()
  }

  /** One at a time: what is under way is the answer to whoever asks meanwhile. */
  #sendSome(): Promise<boolean> {
    if (this.#sending) return this.#sending
    clearTimeout(this.#timer)
    this.#timer = undefined
    const spans = this.#queue.slice(0, maxSpans.atOnce)
    this.#sending = this.#post(spans).then((done) => {
      if (done) this.#queue.splice(0, spans.length)
      this.#sending = undefined
      return done
    })
    return this.#sending
  }

  /** Returns true when these were taken, or never will be. */
  async #post(spans: readonly Span[]) {
    try {
      const body = toOtlp(this.#resource, spans)
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(timeouts.answer)
      const response = await fetch(this.#url, { method: 'POST', headers, body, signal, redirect: 'error' })
      await response.body?.cancel()
      if (response.ok) this.#noteSuccess()
      else this.#noteFailure(`the collector answered ${response.status}`)
      return !passing(response.status)
    } catch (error) {
      this.#noteFailure(describeError(error))
      return false
    }
  }

  #noteSuccess() {
    this.#wait = timeouts.between
    if (this.#failing) this.#log.info({ lost: this.#lost }, 'traces are delivered again')
    this.#failing = false
  }

  #noteFailure(why: string) {
    this.#wait = Math.min(2 * this.#wait, timeouts.maxBetween)
    if (!this.#failing)
      this.#log.warn({ why }, 'traces cannot be delivered; requests are served all the same, and it is tried again')
    this.#failing = true
  }
}

/** Never the message as a whole: it may quote what was sent. */
function describeError(error: unknown) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'unknown'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}
