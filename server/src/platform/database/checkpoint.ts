import type { DatabaseSync } from 'node:sqlite'
import { bodyFileSync } from '../body-files/sync.ts'
import { every, type Periodic } from '../every.ts'
import type { Log } from '../log.ts'
import type { SqliteParts } from './database.ts'
import { lockTimeout } from './sqlite/write-lock.ts'

const checkpointEvery = 500
const restartAbovePages = 4096
/** Milliseconds. To start the log anew takes the write lock, and holds it until nobody reads the log any more. */
const restartTimeout = 5
/** 256 MiB. Then the log must start anew, and commits wait while somebody reads it. */
const waitAbovePages = 32_768

/**
 * Moves SQLite's write-ahead log into the database file, from a process that no request waits for: a commit that has to
 * do it takes tens of milliseconds. When everything has been moved, the log starts anew instead of growing. If somebody reads it, that is tried again later. Bodies reach the disk before the rows that name them.
 * By itself, SQLite would do it with each commit of this process while the log is long.
 */
export function keepCheckpointing({ sqlite, bodyFiles }: SqliteParts, log: Log): Periodic {
  makeNoCheckpoints(sqlite)
  const syncBodies = bodyFiles && bodyFileSync(bodyFiles)
  const passive = sqlite.prepare('pragma wal_checkpoint(passive)')
  const restart = sqlite.prepare('pragma wal_checkpoint(restart)')
  const checkpoint = async () => {
    await syncBodies?.()
    const { log: pages, checkpointed } = passive.get() ?? {}
    if (Number(pages) <= restartAbovePages || checkpointed !== pages) return
    if (Number(pages) <= waitAbovePages) sqlite.exec(`pragma busy_timeout = ${restartTimeout}`)
    try {
      restart.get()
    } finally {
      sqlite.exec(`pragma busy_timeout = ${lockTimeout}`)
    }
  }
  return every(checkpointEvery, 'moving the write-ahead log into the store', checkpoint, log)
}

/** For connections whose commits must never wait for a checkpoint; they are made apart. */
export const makeNoCheckpoints = (sqlite: DatabaseSync) => sqlite.exec('pragma wal_autocheckpoint = 0')
