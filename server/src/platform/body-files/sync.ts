import { existsSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import type { BodyFiles } from './body-files.ts'

/**
 * Waits until what was appended since the last time is on the disk, whichever process did it. Called before each checkpoint: a row
 * that survives a loss of power should have its bytes.
 */
export function bodyFileSync(files: BodyFiles): () => Promise<void> {
  const synced = new Map<number, number>()
  let changed = 0
  return async () => {
    if (!existsSync(files.folder)) return
    // Files that are added or removed change their folder.
    const { mtimeMs } = statSync(files.folder)
    if (mtimeMs !== changed) {
      const there = new Set(files.list())
      for (const file of synced.keys()) if (!there.has(file)) synced.delete(file)
      for (const file of there) if (!synced.has(file)) synced.set(file, 0)
      changed = mtimeMs
    }
    for (const [file, size] of synced) {
      const now = statSync(files.toPath(file), { throwIfNoEntry: false })?.size ?? 0
      if (now > size) await syncFile(files.toPath(file))
      synced.set(file, now)
    }
  }
}

async function syncFile(path: string) {
  const handle = await open(path, 'r')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}
