import { whenFree } from '../../platform/concurrency/when-free.ts'
import type { Database } from '../../platform/database/database.ts'
import { inChunks } from '../../platform/database/in-chunks.ts'
import { waitForWriteLock } from '../../platform/database/sqlite/write-lock.ts'
import { JournalWriter } from '../../platform/journal/writer.ts'
import type { RoutesOutcome } from '../calls.ts'
import { journalCommit } from '../journal/commit.ts'
import { UntakenEntries } from '../journal/untaken.ts'
import { backlog, recordBacklog, type Unrecorded } from './backlog.ts'
import type { CompanionStatement } from './companion-statements.ts'
import type { Begun, Chunk, Commit, Outcome } from './entries.ts'
import { groupCommit } from './group-commit.ts'
import { postgresCommit } from './postgres.ts'
import { sqliteCommit } from './sqlite.ts'

export type Recorder = ReturnType<typeof recorder>

type Options = {
  /** On SQLite, entries go into a journal first. Whoever reads the record takes it over before. */
  journals?: boolean
}

/**
 * Each promise resolves when its entry is committed. Entries of the same turn of the event loop share one commit. `processId`: the
 * worker in whose name transactions are begun, as long as it has its lease.
 */
export function recorder(database: Database, processId?: string, { journals = false }: Options = {}) {
  const untaken = journals && database.engine === 'sqlite' ? new UntakenEntries(database.sqlite) : undefined
  const { add, counts } = groupCommit(commitTo(database, processId, untaken))
  // In the order in which they began.
  const open = new Set<string>()
  const unwritten = new Set<string>()
  const unrecorded = backlog()
  return {
    /** `decidedWith`: rejects with an OutdatedDecisionError when the store holds a newer configuration. */
    begin(value: Begun, companions?: CompanionStatement[], decidedWith?: number) {
      open.add(value.id)
      return add({ kind: 'begin', value, companions, decidedWith })
    },
    /** `routesFollow`: it stays open until its routes are finished. */
    complete(value: Outcome, companions?: CompanionStatement[], routesFollow = false) {
      if (!routesFollow) open.delete(value.id)
      return add({ kind: 'complete', value, companions: companions })
    },
    finishRoutes(value: RoutesOutcome, companions: CompanionStatement[] = []) {
      open.delete(value.id)
      return add({ kind: 'settle', value, companions: companions.length ? companions : undefined })
    },
    /** One that was not begun after all. */
    forget: (id: string) => void open.delete(id),
    /** What could not be written of it is lost: the store may hold it as under way until `endUnwritten`. */
    giveUp(id: string) {
      open.delete(id)
      unwritten.add(id)
    },
    /** Ends what was given up. What the store does not take now is tried again next time. */
    endUnwritten: (end: (ids: string[]) => Promise<void>) =>
      inChunks([...unwritten], async (ids) => {
        await end(ids)
        for (const id of ids) unwritten.delete(id)
        return []
      }),
    /** It has passed without a record, as its channel says; it is recorded by `drainBacklog`. */
    addToBacklog: (one: Unrecorded) => unrecorded.add(one),
    /** Marks in the record what has passed since it could not be written. */
    drainBacklog: () => unrecorded.drain(recordBacklog(database)),
    /** The oldest transaction that has not been completed, or whose end is not in the store. */
    oldest: (): string | undefined => smallerId(open.values().next().value, unwritten.values().next().value),
    /** The oldest transaction of which something is still to be written into the store. */
    oldestUnfinished: (): string | undefined =>
      smallerId(smallerId(open.values().next().value, unwritten.values().next().value), untaken?.findOldest()),
    chunk: (value: Chunk) => add({ kind: 'chunk', value }),
    counts,
  }
}

/** Ids sort by time. */
const smallerId = (a: string | undefined, b: string | undefined) =>
  a === undefined || (b !== undefined && b < a) ? b : a

/** On SQLite a process has one connection: while a transaction of something else is open on it, a commit waits its turn. */
function commitTo(database: Database, processId: string | undefined, untaken: UntakenEntries | undefined): Commit {
  if (database.engine === 'postgres') return postgresCommit(database.postgres, processId)
  const { sqlite, bodyFiles } = database
  if (untaken && bodyFiles) {
    const commit = journalCommit(sqlite, new JournalWriter(bodyFiles), untaken)
    return (entries) => whenFree(database, () => commit(entries))
  }
  const commit = sqliteCommit(sqlite, bodyFiles)
  return (entries) => waitForWriteLock(() => whenFree(database, () => commit(entries)))
}
