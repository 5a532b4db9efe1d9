import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../platform/log.ts'
import { toOtlp } from './otlp.ts'
import type { Span } from './span.ts'

const maxSpans = { queued: 2_048, atOnce: 256 }
const timeouts = { between: 500, maxBetween: 30_000, answer: 5_000, close: 2_000 }

/** Returns true for statuses after which the collector may accept the same spans later. */
const passing = (status: number) => status === 429 || status >= 500

type State = {
  lost: number
  failing: boolean
  full: boolean
  wait: number
  timer: NodeJS.Timeout | undefined
  sending: Promise<boolean> | undefined
}

/**
 * Sends ended spans to a collector, some at a time, beside the requests. What cannot be delivered waits, up to a bound;
 * beyond it spans are lost. No request waits for it or fails by it, and the log says it once until it is over.
 */
export function exporter(url: string, resource: Record<string, string | number>, log: Log) {
  const queue: Span[] = []
  const state: State = {
    lost: 0,
    failing: false,
    full: false,
    wait: timeouts.between,
    timer: undefined,
    sending: undefined,
  }

  const wellAgain = () => {
    state.wait = timeouts.between
    if (state.failing) log.info({ lost: state.lost }, 'traces are delivered again')
    state.failing = false
  }

  const failed = (why: string) => {
    state.wait = Math.min(2 * state.wait, timeouts.maxBetween)
    if (!state.failing)
      log.warn({ why }, 'traces cannot be delivered; requests are served all the same, and it is tried again')
    state.failing = true
  }

  /** Whether these were taken, or never will be. */
  const post = async (spans: readonly Span[]) => {
    try {
      const body = toOtlp(resource, spans)
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(timeouts.answer)
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
      await Promise.race([rest(), pause(timeouts.close, undefined, { ref: false })])
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
