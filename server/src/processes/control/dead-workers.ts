import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import { releaseTasks } from '../../tasks/index.ts'
import { takeOverAndRemove, transactionStore } from '../../transactions/index.ts'
import { findDeadWorkers, type Lease, lease, workerStore } from '../../workers/index.ts'

const recoveryTime = 5_000

/** Marks the unfinished transactions of dead workers as interrupted, and no others. */
export function endDeadWorkers(database: Database, log: Log) {
  const underWay = new Set<Promise<void>>()
  const workers = workerStore(database)
  const transactions = transactionStore(database)
  const end = async (left: Lease) => {
    try {
      await workers.revoke(left.processId)
      // Also what stands behind a damaged place of its journal: those are not interrupted.
      await takeOverAndRemove(database)
      const interrupted = await transactions.interrupt(left, Date.now())
      await releaseTasks(database, left.processId)
      await workers.remove(left.processId)
      if (interrupted) log.warn({ interrupted }, 'transactions of a dead worker were ended')
    } catch (error) {
      // The lease is still there: the next sweep tries again.
      log.error({ err: error }, 'transactions of a dead worker could not be ended')
    }
  }
  const state = { reached: true, reachedSince: Number.NEGATIVE_INFINITY }
  const sweep = async () => {
    const now = performance.now()
    // When the store has just come back, the living have lost their life locks, too.
    const byLife = state.reached && now - state.reachedSince > recoveryTime
    const dead = await findDeadWorkers(database, { byLife }).catch((error: unknown) => {
      log.error({ err: error }, 'leases could not be read')
      return undefined
    })
    // While the store was away nobody could renew a lease: the living do it before they are looked for.
    const wasReached = state.reached
    state.reached = dead !== undefined
    if (dead && !wasReached) state.reachedSince = now
    if (dead && wasReached && now - state.reachedSince > lease.beat) for (const left of dead) await end(left)
  }
  const endOne = async (processId: string) => {
    const left = await workers.find(processId).catch(() => undefined)
    if (left) await end(left)
  }
  return {
    sweep,
    endOne(processId: string) {
      const ending = endOne(processId).finally(() => underWay.delete(ending))
      underWay.add(ending)
    },
    /** Whoever starts next on another host could not tell that those workers are dead before their leases expire. */
    finished: () => Promise.all(underWay),
  }
}
