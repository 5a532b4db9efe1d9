import { statSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { BodyFiles } from '../../platform/body-files/body-files.ts'
import { fileMark } from '../../platform/body-files/entry.ts'
import { type EntryStretch, type Stretch, walk } from '../../platform/body-files/walk.ts'
import type { Claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import { hasJournal } from '../../platform/journal/files.ts'
import { claimBodyFiles, releaseBodyFiles } from './claim.ts'
import { overwriteRemoved } from './overwrite-removed.ts'
import { type BodyFileRows, bodyFileRows } from './rows.ts'
import { syncCommitted } from './sync-committed.ts'

/** The write lock is held for a few milliseconds. */
const slice = { stretches: 500, bytes: 2 * 1024 * 1024 }
const between = 5

type TidyOptions = {
  /** A backup takes the same claim: it copies the files. */
  claims: Claims
  stopping?: AbortSignal | undefined
  /** A file that nobody has written to for so long is checked for what a dead process left. */
  idleFor?: number
}

type At = { database: Database; files: BodyFiles; rows: BodyFileRows; file: number }

/**
 * Gives the disk of forgotten bodies back: a file of which nothing is left is removed, and one of which half is forgotten is
 * written anew. Bytes without a row, which a dead process left, are overwritten.
 */
export async function tidyBodyFiles(database: Database, options: TidyOptions): Promise<void> {
  if (database.engine === 'postgres' || !database.bodyFiles) return
  const { bodyFiles: files, sqlite } = database
  const { claims, stopping, idleFor = 600_000 } = options
  const rows = bodyFileRows(sqlite)
  for (const file of files.list()) {
    if (stopping?.aborted || !(await claimBodyFiles(claims))) break
    // Its process still writes to it, and SQLite has not every row of it.
    if (hasJournal(files.folder, file)) continue
    const at = { database, files, rows, file }
    const { size, mtimeMs } = statSync(files.toPath(file))
    const isIdle = Date.now() - mtimeMs >= idleFor
    if (isIdle && rows.state(file).checked < size) await check(at)
    const { forgotten } = rows.state(file)
    const left = size - fileMark.length - forgotten
    if (left <= 0 ? forgotten > 0 || isIdle : forgotten >= left) await giveBack(at)
  }
  await releaseBodyFiles(claims)
}

/** Overwrites the entries that no row names. Whoever wrote them has died, or their commit failed. */
async function check({ database, files, rows, file }: At) {
  await inSlices(database, walk(files.toPath(file), rows.state(file).checked), (some) => {
    const { size } = statSync(files.toPath(file))
    for (const stretch of some) if (isLeftOver(stretch, { rows, file, size })) rows.listRemoved(file, stretch)
    const last = some.at(-1)
    if (last) rows.setChecked(file, last.position + last.length)
  })
  await overwriteRemoved(database)
}

const isEntry = (stretch: Stretch): stretch is EntryStretch => stretch.kind === 'chunk' || stretch.kind === 'message'

function isLeftOver(stretch: Stretch, { rows, file, size }: { rows: BodyFileRows; file: number; size: number }) {
  if (stretch.kind === 'forgotten') return false
  if (isEntry(stretch)) return !rows.isNamed(file, stretch.position, stretch)
  // Half an entry at the end was being written. A damaged one may have a row: it stays, and who reads it is told.
  return stretch.position + stretch.length === size && !rows.isAnyNamed(file, stretch.position)
}

/** Moves what is left of a file, and removes the file. Another process that has it open finds it gone, and begins a new one. */
async function giveBack({ database, files, rows, file }: At) {
  if (files.isCurrent(file)) files.startNew()
  const seen = { end: fileMark.length, isDamaged: false }
  await inSlices(database, walk(files.toPath(file)), (some) => {
    moveEntries({ files, rows, file }, some)
    for (const { kind, position, length } of some) {
      seen.isDamaged ||= kind === 'damaged'
      seen.end = position + length
    }
    if (some.length || statSync(files.toPath(file)).size > seen.end) return
    if (seen.isDamaged && rows.isAnyNamed(file, 0)) return
    // A loss of power must not bring back rows that name the former places.
    syncCommitted(database)
    files.remove(file)
    rows.drop(file)
  })
}

/** An entry that no row names stays behind. */
function moveEntries({ files, rows, file }: Omit<At, 'database'>, some: Stretch[]) {
  const entries = some.flatMap((stretch) =>
    isEntry(stretch) && rows.isNamed(file, stretch.position, stretch) ? [stretch] : [],
  )
  if (entries.length === 0) return
  const { places, cutBack } = files.append(entries.map(({ kind, name, bytes }) => ({ ...name, kind, bytes })))
  try {
    entries.forEach((entry, i) => {
      const place = places[i]
      if (place) rows.move(entry, place)
    })
    rows.noteForgotten(
      file,
      entries.reduce((sum, { length }) => sum + length, 0),
    )
  } catch (error) {
    cutBack()
    throw error
  }
}

/** Each slice is one database transaction, which has the write lock. The last slice is empty: it is the end. */
async function inSlices(database: Database, stretches: Generator<Stretch>, work: (some: Stretch[]) => void) {
  for (let isAtEnd = false; !isAtEnd; ) {
    await database.kysely.transaction().execute(async () => {
      const some = take(stretches)
      isAtEnd = some.length === 0
      work(some)
    })
    await pause(between)
  }
}

function take(stretches: Generator<Stretch>): Stretch[] {
  const taken: Stretch[] = []
  for (let bytes = 0; taken.length < slice.stretches && bytes < slice.bytes; ) {
    const next = stretches.next()
    if (next.done) break
    taken.push(next.value)
    bytes += next.value.length
  }
  return taken
}
