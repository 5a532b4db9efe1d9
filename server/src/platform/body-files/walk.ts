import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { type EntryKind, type EntryName, fileMark, headSize, isWhole, readHead, readName } from './entry.ts'

/** `damaged`: what is no entry. At the end of a file it can be what a process was writing when it died. */
export type Stretch = EntryStretch | (Range & { kind: 'forgotten' | 'damaged' })
export type EntryStretch = Range & { kind: EntryKind; name: EntryName; bytes: Buffer }
type Range = { position: number; length: number }

/**
 * Goes through a body file from a position on, which is the end of a stretch or 0. An entry is checked before it is given, so that no
 * flipped bit can lead past entries.
 */
export function* walk(path: string, from = 0): Generator<Stretch> {
  const handle = openSync(path, 'r')
  try {
    const { size } = fstatSync(handle)
    for (let position = Math.max(from, fileMark.length); position < size; ) {
      const found = readStretch(handle, position, size) ?? skipDamage(handle, position, size)
      yield found
      position = found.position + found.length
    }
  } finally {
    closeSync(handle)
  }
}

function readStretch(handle: number, position: number, size: number): Stretch | undefined {
  const head = readHead(readAt(handle, position, Math.min(headSize, size - position)), size - position)
  if (!head) return undefined
  const { length, kind } = head
  if (kind === 'forgotten') return { kind, position, length }
  const entry = readAt(handle, position, length)
  if (!isWhole(entry)) return undefined
  const name = readName(entry)
  return {
    kind,
    position,
    length,
    name,
    bytes: entry.subarray(headSize + name.id.length + name.part.length),
  }
}

const window = 256 * 1024

/** Up to the next entry that is whole. */
function skipDamage(handle: number, from: number, size: number): Stretch {
  for (let start = from + 1; start < size; start += window) {
    const bytes = readAt(handle, start, Math.min(window + headSize, size - start))
    for (let i = 0; i < Math.min(window, bytes.length - headSize + 1); i++)
      if (readHead(bytes.subarray(i, i + headSize), size - start - i) && readStretch(handle, start + i, size))
        return { kind: 'damaged', position: from, length: start + i - from }
  }
  return { kind: 'damaged', position: from, length: size - from }
}

function readAt(handle: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  return bytes.subarray(0, readSync(handle, bytes, 0, length, position))
}
