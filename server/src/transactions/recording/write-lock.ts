import { setTimeout as pause } from 'node:timers/promises'
import { lockTimeout } from '../../platform/database/database.ts'
import type { Commit } from './entries.ts'

const retryEvery = 1

const isLocked = (error: unknown) => error instanceof Error && 'errcode' in error && error.errcode === 5

/**
 * Waits for SQLite's write lock between the turns of the event loop. SQLite itself would wait inside its call: then everything in the process
 * stands still while another process writes, and for longer than that, because SQLite looks less and less often.
 */
export const waitForWriteLock =
  (commit: Commit, timeout = lockTimeout): Commit =>
  async (entries) => {
    for (const deadline = performance.now() + timeout; ; await pause(retryEvery)) {
      try {
        return await commit(entries)
      } catch (error) {
        if (!isLocked(error) || performance.now() >= deadline) throw error
      }
    }
  }
