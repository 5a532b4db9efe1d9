import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { isSqliteError } from './result-codes.ts'

/** Milliseconds that a statement on SQLite waits for a lock. */
export const lockTimeout = 10_000

const retryEvery = 1

/**
 * Waits for SQLite's write lock between the turns of the event loop. SQLite itself would wait inside its call: then everything in the process
 * stands still while another process writes, and for longer than that, because SQLite looks less and less often. `work` fails at once when
 * another process has the lock.
 */
export async function waitForWriteLock<T>(work: () => T | Promise<T>, timeout = lockTimeout): Promise<T> {
  for (const deadline = performance.now() + timeout; ; await pause(retryEvery)) {
    try {
      return await work()
    } catch (error) {
      if (!isSqliteError(error, 'busy') || performance.now() >= deadline) throw error
    }
  }
}

/** Runs statements that fail at once when another process has the write lock. */
export function failWhenLocked<T>(sqlite: DatabaseSync, work: () => T): T {
  sqlite.exec('pragma busy_timeout = 0')
  try {
    return work()
  } finally {
    sqlite.exec(`pragma busy_timeout = ${lockTimeout}`)
  }
}
