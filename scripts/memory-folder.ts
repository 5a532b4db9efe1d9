// The test run keeps its temporary files in memory: on a disk, a store waits some milliseconds for each commit, and a
// PostgreSQL takes a quarter of a second to copy a database.
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

const memory = '/dev/shm'
// `linux/magic.h`, TMPFS_MAGIC.
const tmpfs = 0x01021994
const leastBytes = 4 * 2 ** 30

/** Makes a temporary folder in memory, or returns undefined where the machine has too little of it. */
export function makeMemoryFolder() {
  if (!existsSync(memory)) return undefined
  const { type, bavail, bsize } = statfsSync(memory)
  if (type !== tmpfs || bavail * bsize < leastBytes) return undefined
  const folder = mkdtempSync(join(memory, 'mediary-tests-'))
  // PostgreSQL runs as another user, who has to pass through.
  chmodSync(folder, 0o711)
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
