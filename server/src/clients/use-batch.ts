// Keeps the latest use of each thing in memory, and writes it at intervals.
import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'

// A thing is written at most once in this time, however often it is used.
const writeInterval = 60_000
const checkInterval = 5_000
const maxRowsPerStatement = 500

type Deps<Use> = {
  /** Writes uses, at most `maxRowsPerStatement` at once, in the order of their ids. */
  save: (uses: [id: string, use: Use][]) => Promise<unknown>
  /** What is written, for the log. */
  what: string
  log: Log
  now: () => number
}

export function useBatch<Use extends { at: number }>({ save, what, log, now }: Deps<Use>) {
  const state = { unwritten: new Map<string, Use>(), written: new Map<string, number>() }

  const note = (id: string, use: Use) => {
    const former = state.unwritten.get(id)
    if (!former || former.at <= use.at) state.unwritten.set(id, use)
  }

  const saveAll = async (uses: [string, Use][]) => {
    // Always in the same order: nodes that wait for each other's rows would never end.
    uses.sort(([a], [b]) => (a < b ? -1 : 1))
    for (let i = 0; i < uses.length; i += maxRowsPerStatement) await save(uses.slice(i, i + maxRowsPerStatement))
  }

  const write = async (isDue: (id: string) => boolean) => {
    const due = [...state.unwritten].filter(([id]) => isDue(id))
    if (due.length === 0) return
    for (const [id] of due) {
      state.unwritten.delete(id)
      state.written.set(id, now())
    }
    await saveAll(due).catch((error: unknown) => {
      log.error({ err: error }, `${what} could not be written`)
      for (const [id, use] of due) note(id, use)
    })
  }
  const writeDue = () => write((id) => (state.written.get(id) ?? 0) + writeInterval <= now())
  const writing = every(checkInterval, `writing ${what}`, writeDue, log)

  return {
    note,
    writeDue,

    /** Returns the later of the use in memory and the one that is stored. */
    findLatest(id: string, stored: Use | undefined): Use | undefined {
      const unwritten = state.unwritten.get(id)
      if (!unwritten || !stored) return unwritten ?? stored
      return unwritten.at >= stored.at ? unwritten : stored
    },

    /** Writes what has not been written. */
    async close() {
      await writing.stop()
      await write(() => true)
    },
  }
}
