import { type FileHandle, open } from 'node:fs/promises'
import type { BodyFiles } from './body-files.ts'
import { forgottenHead, headSize } from './entry.ts'

/** Overwrites ranges of a body file, and waits until that is on the disk. A file that is gone has nothing to forget. */
export async function forget(files: BodyFiles, file: number, ranges: { position: number; length: number }[]) {
  const handle = await openIfThere(files.toPath(file))
  if (!handle) return
  try {
    const { size } = await handle.stat()
    for (const { position, length } of ranges) await overwrite(handle, position, Math.min(length, size - position))
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

async function overwrite(handle: FileHandle, position: number, length: number) {
  if (length <= 0) return
  const zeros = Buffer.alloc(length)
  if (length >= headSize) forgottenHead(length).copy(zeros)
  for (let done = 0; done < length; )
    done += (await handle.write(zeros, done, length - done, position + done)).bytesWritten
}

async function openIfThere(path: string) {
  try {
    return await open(path, 'r+')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
