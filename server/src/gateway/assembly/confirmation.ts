import { nodeStore } from '../../nodes/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { every } from '../../platform/every.ts'
import type { Log } from '../../platform/log.ts'

const interval = 1_000
const maxAge = 5_000

type Deps = { database: Database; node: string; catchUp: () => Promise<void>; log: Log }

/**
 * Knows since when the configuration in memory may be outdated. While the store is away, another node may reach it and confirm
 * a change that this one cannot know. A node that is alone misses nothing.
 */
export function watchConfirmation({ database, node, catchUp, log }: Deps) {
  const nodes = nodeStore(database)
  const state = { confirmedAt: performance.now(), hasOthers: false }
  const refresh = async () => {
    const at = performance.now()
    await catchUp()
    state.confirmedAt = at
  }
  const look = async () => {
    if (database.engine === 'sqlite') return
    await refresh()
    state.hasOthers = (await nodes.list()).some(({ id, isAlive }) => isAlive && id !== node)
  }
  const looking = every(interval, 'looking for other nodes', () => look().catch(() => undefined), log)
  return {
    refresh,
    /** Tells whether another node may have confirmed a change that is not known here. */
    isOutdated: () => state.hasOthers && performance.now() - state.confirmedAt > maxAge,
    stop: looking.stop,
  }
}
