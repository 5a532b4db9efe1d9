import { DatabaseSync } from 'node:sqlite'

const busyTimeout = 1_000

/**
 * Locks a file for this process alone and returns what releases it; undefined when another process holds the lock. SQLite
 * takes the lock of the operating system, which ends with the process, however that dies.
 */
export function lockFile(file: string): (() => void) | undefined {
  const lock = new DatabaseSync(file, { timeout: busyTimeout })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return () => lock.close()
  } catch (error) {
    lock.close()
    if (error instanceof Error && /locked/.test(error.message)) return undefined
    throw error
  }
}
