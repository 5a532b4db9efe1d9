import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import type { Minute } from './rows.ts'
import { added } from './rules.ts'
import type { MetricsStore } from './store.ts'

const retryAfter = 1_000
const pruneEvery = 3_600_000
// While the store is away so many rows wait: a hundred channels for a day.
const maxWaiting = 150_000

/** Writes what the workers have counted. What cannot be written waits, added up, until it can. */
export function metricsWriter(store: Pick<MetricsStore, 'add' | 'prune'>, log: Log) {
  const state = { waiting: new Map<string, Minute>(), failed: false }

  const keep = (minutes: Iterable<Minute>) => {
    for (const one of minutes) {
      const key = `${one.minute} ${one.channel}`
      const former = state.waiting.get(key)
      if (former) state.waiting.set(key, { ...one, ...added(former, one) })
      else if (state.waiting.size < maxWaiting) state.waiting.set(key, one)
    }
  }

  const write = async () => {
    while (state.waiting.size > 0) {
      const taken = state.waiting
      state.waiting = new Map()
      try {
        await store.add([...taken.values()])
        state.failed = false
      } catch (error) {
        if (!state.failed) log.error({ err: error }, 'metrics could not be written and wait')
        state.failed = true
        keep(taken.values())
        return
      }
    }
  }

  const writing = every(retryAfter, 'writing metrics', write, log)
  const pruning = every(pruneEvery, 'removing old metrics', () => store.prune(Date.now()), log)
  void pruning.run()

  return {
    /** Resolves when it has been tried to write them. */
    add(minutes: Minute[]): Promise<void> {
      keep(minutes)
      return writing.run()
    },
    /** Writes what waits, if it can be written. */
    async close() {
      await Promise.all([writing.stop(), pruning.stop()])
      await writing.run()
    },
  }
}
