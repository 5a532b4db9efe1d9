import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../platform/log.ts'
import { toOtlp } from './otlp.ts'
import type { Span } from './span.ts'

const maxSpans = { queued: 2_048, atOnce: 256 }
const patience = { between: 500, mostBetween: 30_000, answer: 5_000, close: 2_000 }

/** What the collector does not take now and may take later. */
const passing = (status: number) => status === 429 || status >= 500

/**
 * Sends ended spans to a collector, some at a time, beside the requests. What cannot be delivered waits, up to a bound;
 * beyond it spans are lost. No request waits for it or fails by it, and the log says it once until it is over.
 */
export function exporter(url: string, resource: Record<string, string | number>, log: Log) {
  const queue: Span[] = []
  const state = {
    lost: 0,
    failing: false,
    full: false,
    wait: patience.between,
    timer: undefined as NodeJS.Timeout | undefined,
    sending: undefined as Promise<boolean> | undefined,
  }

  const wellAgain = () => {
    state.wait = patience.between
    if (state.failing) log.info({ lost: state.lost }, 'traces are delivered again')
    state.failing = false
  }

  const failed = (why: string) => {
    state.wait = Math.min(2 * state.wait, patience.mostBetween)
    if (!state.failing)
      log.warn({ why }, 'traces cannot be delivered; requests are served all the same, and it is tried again')
    state.failing = true
  }

  /** Whether these were taken, or never will be. */
  const post = async (spans: readonly Span[]) => {
    try {
      const body = toOtlp(resource, spans)
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(patience.answer)
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' })
      await response.body?.cancel()
      if (response.ok) wellAgain()
      else failed(`the collector answered ${response.status}`)
      return !passing(response.status)
    } catch (error) {
      failed(describeError(error))
      return false
    }
  }

  /** One at a time: what is under way is the answer to whoever asks meanwhile. */
  const sendSome = (): Promise<boolean> => {
    if (state.sending) return state.sending
    clearTimeout(state.timer)
    state.timer = undefined
    const spans = queue.slice(0, maxSpans.atOnce)
    const sending = post(spans).then((done) => {
      if (done) queue.splice(0, spans.length)
      state.sending = undefined
      return done
    })
    state.sending = sending
    return sending
  }

  const later = () => {
    if (state.sending || queue.length === 0) return
    if (queue.length >= maxSpans.atOnce && !state.failing) return void sendSome().then(later)
    if (state.timer) return
    state.timer = setTimeout(() => void sendSome().then(later), state.wait)
    state.timer.unref()
  }

  return {
    add(span: Span) {
      if (queue.length >= maxSpans.queued) {
        state.lost++
        if (!state.full && !state.failing) log.warn('more is traced than the collector takes: some spans are lost')
        state.full = true
        return
      }
      queue.push(span)
      later()
    },

    /** Sends what is left, within a bound; a collector that does not answer is not waited for. */
    async close() {
      const rest = async () => {
        while (queue.length && (await sendSome()));
      }
      await Promise.race([rest(), pause(patience.close, undefined, { ref: false })])
      clearTimeout(state.timer)
    },
  }
}

/** Never the message as a whole: it may quote what was sent. */
function describeError(error: unknown) {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return 'unknown'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}
