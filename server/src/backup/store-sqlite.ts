import { chmodSync, copyFileSync, cpSync, existsSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { CommandError } from '../platform/command-error.ts'
import { bodyFolder } from '../platform/database/database.ts'

/** One consistent moment of a store that others go on writing to. */
export function copySqlite(from: string, to: string) {
  const source = new DatabaseSync(from, { timeout: 60_000 })
  try {
    source.prepare('vacuum into ?').run(to)
  } finally {
    source.close()
  }
  chmodSync(to, 0o600)
}

/** Throws when the file is damaged. */
export function checkSqlite(file: string) {
  const copy = new DatabaseSync(file, { readOnly: true })
  try {
    const found = copy.prepare('pragma integrity_check(1)').get()?.integrity_check
    if (found !== 'ok') throw new CommandError(`${file} is damaged: ${found}.`)
  } finally {
    copy.close()
    // A reader leaves them behind, empty.
    removeCompanions(file)
  }
}

function removeCompanions(file: string) {
  for (const companion of [`${file}-wal`, `${file}-shm`]) rmSync(companion, { force: true })
}

/** Puts a store and its body files in place. The store that was there is kept beside the restored one. Returns where. */
export function putSqlite(from: string, to: string, now: Date): string | undefined {
  const incoming = `${to}.restoring`
  copyFileSync(from, incoming)
  chmodSync(incoming, 0o600)
  checkSqlite(incoming)
  rmSync(bodyFolder(incoming), { recursive: true, force: true })
  if (existsSync(bodyFolder(from))) cpSync(bodyFolder(from), bodyFolder(incoming), { recursive: true })
  const isThere = existsSync(to)
  const former = `${to}.before-${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
  if (isThere) {
    // What stands only in its write-ahead log must come along.
    const old = new DatabaseSync(to)
    old.exec('pragma wal_checkpoint(truncate)')
    old.close()
    renameSync(to, former)
  }
  removeCompanions(to)
  if (existsSync(bodyFolder(to))) renameSync(bodyFolder(to), bodyFolder(former))
  if (existsSync(bodyFolder(incoming))) renameSync(bodyFolder(incoming), bodyFolder(to))
  renameSync(incoming, to)
  return isThere ? former : undefined
}
