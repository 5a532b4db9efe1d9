import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { lockTimeout } from '../platform/database/sqlite/write-lock.ts'

const pagesAtOnce = 256

/**
 * Gives the disk of removed rows back. False when the write-ahead log of SQLite could not be emptied, because others were
 * reading or writing: then it still holds what was removed, and it is to be tried again.
 */
export async function giveBack(database: Database): Promise<boolean> {
  if (database.engine === 'sqlite') return shrink(database.sqlite)
  // Room for new rows. PostgreSQL leaves the bytes of removed rows in place until it is used, or `compact` is called.
  await sql`vacuum body_chunks`.execute(database.kysely)
  await sql`vacuum transactions`.execute(database.kysely)
  return true
}

/** Writes the tables anew, so that nothing of what was removed is left in their files. Those who record wait meanwhile. */
export async function compact(database: Database): Promise<void> {
  if (database.engine === 'sqlite') {
    database.sqlite.exec('pragma auto_vacuum = incremental; vacuum')
    emptyLog(database.sqlite)
    return
  }
  for (const table of ['body_chunks', 'transactions'])
    await sql`vacuum (full) ${sql.table(table)}`.execute(database.kysely)
}

async function shrink(sqlite: DatabaseSync): Promise<boolean> {
  const free = sqlite.prepare('pragma freelist_count')
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const pages = Number(free.get()?.freelist_count)
    // A file that was made before it could shrink keeps its free pages: it uses them again, and they are empty.
    if (pages === 0 || pages >= before) break
    before = pages
    sqlite.exec(`pragma incremental_vacuum(${pagesAtOnce})`)
    await pause(5)
  }
  return emptyLog(sqlite)
}

/** Empties the write-ahead log, which still contains removed data. A short timeout keeps writers from waiting. */
function emptyLog(sqlite: DatabaseSync): boolean {
  sqlite.exec('pragma wal_checkpoint(passive)')
  sqlite.exec('pragma busy_timeout = 100')
  try {
    return sqlite.prepare('pragma wal_checkpoint(truncate)').get()?.busy === 0
  } catch {
    return false
  } finally {
    sqlite.exec(`pragma busy_timeout = ${lockTimeout}`)
  }
}
