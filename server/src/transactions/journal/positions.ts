import type { DatabaseSync } from 'node:sqlite'

export type JournalPositions = ReturnType<typeof journalPositions>

/** Up to where each journal has been taken over, and up to where that was overwritten. Undefined: nothing of it, or it is gone. */
export function journalPositions(sqlite: DatabaseSync) {
  const find = sqlite.prepare('select position, cleared from journals where file = ?')
  const save = sqlite.prepare(`insert into journals (file, position) values (?, ?)
    on conflict (file) do update set position = excluded.position`)
  const clear = sqlite.prepare('update journals set cleared = ? where file = ?')
  const list = sqlite.prepare('select file from journals')
  const remove = sqlite.prepare('delete from journals where file = ?')
  const read = (file: number) => {
    const row = find.get(file)
    return row && { position: Number(row.position), cleared: Number(row.cleared) }
  }
  return {
    read,
    find: (file: number) => read(file)?.position,
    save: (file: number, position: number) => void save.run(file, position),
    setCleared: (file: number, cleared: number) => void clear.run(cleared, file),
    list: () => list.all().map(({ file }) => Number(file)),
    remove: (file: number) => void remove.run(file),
  }
}
