import type { DatabaseSync } from 'node:sqlite'
import { type Side, sides } from '../../bodies/index.ts'
import type { EntryKind, EntryName, Place } from '../../platform/body-files/entry.ts'

export type BodyFileRows = ReturnType<typeof bodyFileRows>

type Range = { position: number; length: number }
type Named = { kind: EntryKind; name: EntryName }

/**
 * The rows of the store about body files. `checked`: up to there no entry is without a row. `forgotten`: bytes that nobody needs any more.
 * Prepared statements: they are called for each entry while the write lock is held.
 */
export function bodyFileRows(sqlite: DatabaseSync) {
  const state = sqlite.prepare('select checked, forgotten from body_files where file = ?')
  const named = sqlite.prepare(`select 1 from body_chunks where transaction_id = ? and part = ? and n = ?
    and file = ? and position = ?`)
  const messages = prepareMessages(sqlite)
  const anyNamed = [
    'select 1 from body_chunks where file = ? and position >= ? limit 1',
    ...sides.map((side) => `select 1 from transactions where ${side}_file = ? and ${side}_position >= ? limit 1`),
  ].map((text) => sqlite.prepare(text))
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
    isNamed: (file: number, position: number, { kind, name: { id, part, n } }: Named) =>
      kind === 'message'
        ? messages.isNamed(part, id, { file, position })
        : named.get(id, part, n, file, position) !== undefined,
    /** Reads the whole tables: only a damaged file asks. */
    isAnyNamed: (file: number, from: number) => anyNamed.some((one) => one.get(file, from) !== undefined),
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
    move({ kind, name: { id, part, n } }: Named, { file, position }: Place) {
      if (kind === 'message') messages.move(part, id, { file, position })
      else move.run(file, position, id, part, n)
    },
    /** The file is gone. */
    drop(file: number) {
      for (const statement of drop) statement.run(file)
    },
  }
}

/** A message is named by the row of its transaction. */
function prepareMessages(sqlite: DatabaseSync) {
  const prepare = (side: Side) => ({
    named: sqlite.prepare(`select 1 from transactions where id = ? and ${side}_file = ? and ${side}_position = ?`),
    move: sqlite.prepare(`update transactions set ${side}_file = ?, ${side}_position = ? where id = ?`),
  })
  const statements = new Map<string, ReturnType<typeof prepare>>(sides.map((side) => [side, prepare(side)]))
  return {
    isNamed: (part: string, id: string, { file, position }: Pick<Place, 'file' | 'position'>) =>
      statements.get(part)?.named.get(id, file, position) !== undefined,
    move: (part: string, id: string, { file, position }: Pick<Place, 'file' | 'position'>) =>
      void statements.get(part)?.move.run(file, position, id),
  }
}
