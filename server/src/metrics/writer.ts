import type { Log } from '../platform/log.ts'
import { added } from './rules.ts'
import type { MetricsStore, Minute } from './store.ts'

const retryAfter = 1_000
const pruneEvery = 3_600_000
// While the store is away so many rows wait: a hundred channels for a day.
const mostWaiting = 150_000

export type MetricsWriter = ReturnType<typeof metricsWriter>

/** Writes what the workers have counted. What cannot be written waits, added up, until it can. */
export function metricsWriter(store: Pick<MetricsStore, 'add' | 'prune'>, log: Log) {
  const state = { waiting: new Map<string, Minute>(), writing: undefined as Promise<void> | undefined, failed: false }

  const keep = (minutes: Iterable<Minute>) => {
    for (const one of minutes) {
      const key = `${one.minute} ${one.channel}`
      const former = state.waiting.get(key)
      if (former) state.waiting.set(key, { ...one, ...added(former, one) })
      else if (state.waiting.size < mostWaiting) state.waiting.set(key, one)
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

  const soon = () => {
    state.writing ??= write().finally(() => {
      state.writing = undefined
    })
    return state.writing
  }
  const retrying = setInterval(() => void soon(), retryAfter)
  const prune = () =>
    store.prune(Date.now()).catch((error: unknown) => log.error({ err: error }, 'old metrics could not be removed'))
  const pruning = setInterval(() => void prune(), pruneEvery)
  void prune()

  return {
    /** Resolves when it has been tried to write them. */
    add(minutes: Minute[]): Promise<void> {
      keep(minutes)
      return soon()
    },
    /** Writes what waits, if it can be written. */
    async close() {
      clearInterval(retrying)
      clearInterval(pruning)
      await state.writing
      await soon()
    },
  }
}
