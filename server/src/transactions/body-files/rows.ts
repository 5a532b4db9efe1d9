import type { DatabaseSync } from 'node:sqlite'
import type { EntryName, Place } from '../../platform/body-files/entry.ts'

export type BodyFileRows = ReturnType<typeof bodyFileRows>

type Range = { position: number; length: number }

/**
 * The rows of the store about body files. `checked`: up to there no entry is without a row. `forgotten`: bytes that nobody needs any more.
 * Prepared statements: they are called for each entry while the write lock is held.
 */
export function bodyFileRows(sqlite: DatabaseSync) {
  const state = sqlite.prepare('select checked, forgotten from body_files where file = ?')
  const named = sqlite.prepare(`select 1 from body_chunks where transaction_id = ? and part = ? and n = ?
    and file = ? and position = ?`)
  const anyNamed = sqlite.prepare('select 1 from body_chunks where file = ? and position >= ? limit 1')
  const removed = sqlite.prepare('insert or ignore into removed_bodies (file, position, length) values (?, ?, ?)')
  const overwritten = sqlite.prepare('delete from removed_bodies where file = ? and position = ?')
  const forget = sqlite.prepare(`insert into body_files (file, forgotten) values (?, ?)
    on conflict (file) do update set forgotten = forgotten + excluded.forgotten`)
  const check = sqlite.prepare(`insert into body_files (file, checked) values (?, ?)
    on conflict (file) do update set checked = excluded.checked`)
  const move = sqlite.prepare(`update body_chunks set file = ?, position = ?
    where transaction_id = ? and part = ? and n = ?`)
  const drop = ['body_files', 'removed_bodies'].map((table) => sqlite.prepare(`delete from ${table} where file = ?`))

  return {
    state(file: number) {
      const { checked = 0, forgotten = 0 } = state.get(file) ?? {}
      return { checked: Number(checked), forgotten: Number(forgotten) }
    },
    isNamed: (file: number, position: number, { id, part, n }: EntryName) =>
      named.get(id, part, n, file, position) !== undefined,
    /** Reads the whole table: only a damaged file asks. */
    isAnyNamed: (file: number, from: number) => anyNamed.get(file, from) !== undefined,
    listRemoved: (file: number, { position, length }: Range) => void removed.run(file, position, length),
    /** Another may have overwritten the same at the same time: it is counted once. */
    noteOverwritten(file: number, ranges: Range[]) {
      const bytes = ranges
        .filter(({ position }) => Number(overwritten.run(file, position).changes) > 0)
        .reduce((sum, { length }) => sum + length, 0)
      forget.run(file, bytes)
    },
    setChecked: (file: number, checked: number) => void check.run(file, checked),
    noteForgotten: (file: number, bytes: number) => void forget.run(file, bytes),
    move: ({ id, part, n }: EntryName, { file, position }: Place) => void move.run(file, position, id, part, n),
    /** The file is gone. */
    drop(file: number) {
      for (const statement of drop) statement.run(file)
    },
  }
}
