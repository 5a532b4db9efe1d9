import { closeSync, existsSync, fdatasyncSync, openSync } from 'node:fs'
import type { Database } from '../../platform/database/database.ts'

/**
 * Waits until what this process has appended to body files and committed to SQLite is on the disk, whatever the durability: what is
 * overwritten or removed next must not be what the store names after a loss of power.
 */
export function syncCommitted(database: Database) {
  if (database.engine === 'postgres') return
  database.bodyFiles?.sync()
  const log = `${database.sqlite.location()}-wal`
  if (!existsSync(log)) return
  const handle = openSync(log, 'r')
  try {
    fdatasyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
