import { existsSync, readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'

export type StoredChunk = {
  transaction_id: string
  part: string
  n: number
  bytes: Uint8Array
  file: number | null
  position: number | null
  size: number | null
}

const maxKnown = 8

/** Columns that `readChunk` needs. */
export const chunkColumns = 'transaction_id, part, n, bytes, file, position, size'

/**
 * Reads what the store has of chunks, past the program: from the row, or from the body file beside the store, as decision 0044
 * describes it. A chunk that is not what was written, or not there, becomes a text that says so, which no body equals.
 */
export function chunkReader(url: string) {
  const known = new Map<number, Buffer>()
  const load = (file: number) => {
    const path = `${url}-bodies/${file}.bodies`
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    // Workers write to their files in turn: one file at a time would be read again for almost each chunk.
    if (known.size >= maxKnown) known.clear()
    known.set(file, bytes)
    return bytes
  }
  return ({ transaction_id: id, part, n, bytes, file, position, size }: StoredChunk): Uint8Array => {
    if (file === null || position === null || size === null) return bytes
    const names = Buffer.from(id + part)
    const from = position + 16 + names.length
    const loaded = known.get(file) ?? load(file)
    // What was appended since it was read.
    const entry = (loaded.length < from + size ? load(file) : loaded).subarray(position, from + size)
    const isAsWritten =
      entry.length === 16 + names.length + size &&
      entry.readUInt32LE(0) === entry.length &&
      entry.readUInt32LE(4) === crc32(entry.subarray(8)) &&
      entry.readUInt32LE(12) === n &&
      entry.subarray(16, 16 + names.length).equals(names)
    return isAsWritten ? entry.subarray(16 + names.length) : Buffer.from(`damaged: ${file} at ${position}`)
  }
}
