import type { DatabaseSync } from 'node:sqlite'

const every = 500
const restartAbovePages = 4096

/**
 * Moves SQLite's write-ahead log into the database file, from a process that no request waits for: a commit that has to
 * do it takes tens of milliseconds. When everything has been moved, the log starts anew instead of growing.
 */
export function keepCheckpointing(sqlite: DatabaseSync, onError: (error: unknown) => void): () => void {
  const passive = sqlite.prepare('pragma wal_checkpoint(passive)')
  const restart = sqlite.prepare('pragma wal_checkpoint(restart)')
  const timer = setInterval(() => {
    try {
      const { log, checkpointed } = passive.get() as { log: number; checkpointed: number }
      if (log > restartAbovePages && checkpointed === log) restart.get()
    } catch (error) {
      onError(error)
    }
  }, every)
  timer.unref()
  return () => clearInterval(timer)
}

/** For connections whose commits must never wait for a checkpoint; another process makes them. */
export const leaveCheckpointsToOthers = (sqlite: DatabaseSync) => sqlite.exec('pragma wal_autocheckpoint = 0')
