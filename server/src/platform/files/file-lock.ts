import { DatabaseSync } from 'node:sqlite'

const busyTimeout = 1_000

/**
 * Locks a file for this process alone and returns what releases it; undefined when another process holds the lock. SQLite
 * takes the lock of the operating system, which ends with the process, however that dies. The process keeps the lock also
 * when the caller forgets what releases it: Node closes a database that nothing refers to.
 */
export function lockFile(file: string): (() => void) | undefined {
  const lock = new DatabaseSync(file, { timeout: busyTimeout })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    const release = () => {
      process.off('exit', release)
      lock.close()
    }
    process.once('exit', release)
    return release
  } catch (error) {
    lock.close()
    if (error instanceof Error && /locked/.test(error.message)) return undefined
    throw error
  }
}
