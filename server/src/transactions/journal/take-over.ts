import { existsSync, rmSync, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { whenFree } from '../../platform/concurrency/when-free.ts'
import type { Database, SqliteParts } from '../../platform/database/database.ts'
import { isLeft, type Journal, listJournals, toJournalPath } from '../../platform/journal/files.ts'
import { readJournal } from '../../platform/journal/read.ts'
import { type Apply, prepareApply } from './apply.ts'
import { type JournalPositions, journalPositions } from './positions.ts'
import { applyWhatFits, tellRefused } from './refused-entries.ts'

/** The write lock is held for some milliseconds. */
const sliceBytes = 256 * 1024

/**
 * Takes over into SQLite what stands in the journals of all processes at the moment of the call. The position up to which a journal has
 * been taken over is written in the same database transaction, so that each entry is written once, whoever does it.
 */
export async function takeOver(database: Database): Promise<void> {
  if (database.engine === 'postgres' || !database.bodyFiles) return
  const journals = listJournals(database.bodyFiles.folder)
  if (journals.length) await takeAll(database, journals, () => false)
}

/**
 * Takes over what stands in the journals, and removes those of which their process has let go. Only a process that sees the workers by
 * their ids can tell.
 */
export async function takeOverAndRemove(database: Database): Promise<void> {
  if (database.engine === 'postgres' || !database.bodyFiles) return
  const { folder } = database.bodyFiles
  const journals = listJournals(folder)
  const left = journals.filter((journal) => isLeft(journal, journals))
  await takeAll(database, journals, (journal) => left.includes(journal))
  if (left.length) await whenFree(database, () => remove(database.sqlite, folder, left))
}

type Statements = { positions: JournalPositions; apply: Apply }

type Slice = Statements & {
  sqlite: DatabaseSync
  journal: Journal & { path: string; size: number; isLeft: boolean }
}

async function takeAll(
  database: Database & SqliteParts,
  journals: readonly Journal[],
  isLeftByItsProcess: (journal: Journal) => boolean,
) {
  const { sqlite, bodyFiles } = database
  const statements = prepare(sqlite)
  for (const one of journals) {
    const path = toJournalPath(bodyFiles?.folder ?? '', one)
    const size = readSize(path)
    const journal = { ...one, path, size, isLeft: isLeftByItsProcess(one) }
    const slice = { sqlite, ...statements, journal }
    while ((slice.positions.find(one.file) ?? 0) < size) {
      if (!(await whenFree(database, () => takeSlice(slice)))) break
      await nextTurn()
    }
  }
}

const readSize = (path: string) => statSync(path, { throwIfNoEntry: false })?.size ?? 0

// To prepare them takes longer than a round that finds nothing.
const prepared = new WeakMap<DatabaseSync, Statements>()

function prepare(sqlite: DatabaseSync): Statements {
  const known = prepared.get(sqlite)
  if (known) return known
  const statements = { positions: journalPositions(sqlite), apply: prepareApply(sqlite) }
  prepared.set(sqlite, statements)
  return statements
}

/** False when no more can be taken now. */
function takeSlice({ sqlite, positions, apply, journal: { file, path, size, isLeft } }: Slice): boolean {
  sqlite.exec('begin immediate')
  try {
    const from = positions.find(file) ?? 0
    // Without a position it may have been removed.
    const read = from < size && existsSync(path) && readJournal(path, { from, maxBytes: sliceBytes, isLeft })
    const hasMore = read !== false && read.end > from
    const refused = hasMore ? applyWhatFits(sqlite, apply, file, read.entries) : []
    if (hasMore) positions.save(file, read.end)
    sqlite.exec('commit')
    tellRefused(sqlite, refused)
    return hasMore
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('rollback')
    throw error
  }
}

/** Removes what was taken over to its end. Who has the write lock sees each journal that has a position, unless it is gone. */
function remove(sqlite: DatabaseSync, folder: string, left: readonly Journal[]) {
  const { positions } = prepare(sqlite)
  sqlite.exec('begin immediate')
  try {
    for (const journal of left) {
      const path = toJournalPath(folder, journal)
      if ((positions.find(journal.file) ?? 0) >= readSize(path)) rmSync(path, { force: true })
    }
    const there = new Set(listJournals(folder).map(({ file }) => file))
    for (const file of positions.list()) if (!there.has(file)) positions.remove(file)
    sqlite.exec('commit')
  } catch (error) {
    if (sqlite.isTransaction) sqlite.exec('rollback')
    throw error
  }
}
