import type { Log } from '../platform/log.ts'
import type { MetricsStore, Move } from './store.ts'

const again = { after: 1_000, times: 10 }

/** Moves transactions from one ending to another. What was counted a moment ago may not have been written yet: it is tried again. */
export function mover(store: Pick<MetricsStore, 'move'>, log: Log) {
  const waiting = new Set<NodeJS.Timeout>()

  const move = async (change: Move, tried = 0): Promise<void> => {
    const moved = await store.move(change).catch((error: unknown) => {
      log.warn({ err: error }, 'metrics could not be changed')
      return false
    })
    if (moved || tried === again.times) return
    const timer = setTimeout(() => {
      waiting.delete(timer)
      void move(change, tried + 1)
    }, again.after)
    waiting.add(timer)
  }

  return {
    /** Resolves when it has been tried once. */
    move: (change: Move) => move(change),
    close() {
      for (const timer of waiting) clearTimeout(timer)
    },
  }
}
