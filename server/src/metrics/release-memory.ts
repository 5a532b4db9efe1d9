import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'

const lookEvery = 5_000
/** Of a core. */
const restBelow = 0.02
const worthwhile = 8 * 1024 * 1024

/**
 * Gives memory back to the system whenever this process has come to rest with more than it had at the last rest. V8 keeps the pages of
 * a burst of work, as the start is one, for the next burst. Needs `--expose-gc`.
 */
export function releaseMemoryAtRest(log: Log) {
  const state = { cpu: process.cpuUsage(), resident: 0 }
  return every(
    lookEvery,
    'giving memory back',
    () => {
      const { user, system } = process.cpuUsage(state.cpu)
      state.cpu = process.cpuUsage()
      const isAtRest = user + system < lookEvery * 1_000 * restBelow
      if (!isAtRest || process.memoryUsage.rss() < state.resident + worthwhile) return
      globalThis.gc?.({ type: 'major', flavor: 'last-resort', execution: 'sync' })
      state.resident = process.memoryUsage.rss()
    },
    log,
  )
}
