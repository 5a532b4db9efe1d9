import { setTimeout as pause } from 'node:timers/promises'
import { lockTimeout } from '../../platform/database/database.ts'
import type { Commit } from './entries.ts'

const retryEvery = 1

const busy = 5
/** The lower byte of an extended code says of which kind it is: another process may recover the log, too. */
const isLocked = (error: unknown) =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === busy

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
