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

/** The head of a request or of an answer, with the body behind it. */
export type StoredMessage = {
  id: string
  part: string
  file: number
  position: number
  head_size: number
  body_size: number
}

/** Selects the messages of 500 transactions after an id. */
export const selectMessages = (part: 'request' | 'response') =>
  `select id, '${part}' as part, ${part}_file as file, ${part}_position as position, ${part}_head_size as head_size,
    ${part}_body_size as body_size from transactions where id > $1 and ${part}_file is not null order by id limit 500`

/** Columns that `readChunk` needs. */
export const chunkColumns = 'transaction_id, part, n, bytes, file, position, size'

/**
 * Reads what the store has of chunks, past the program: from the row, or from the body file beside the store, as decision 0044
 * describes it. A chunk that is not what was written, or not there, becomes a text that says so, which no body equals.
 */
export function bodyReader(url: string) {
  const known = new Map<number, Buffer>()
  const load = (file: number) => {
    const path = `${url}-bodies/${file}.bodies`
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    // Workers write to their files in turn: one file at a time would be read again for almost each chunk.
    if (known.size >= maxKnown) known.clear()
    known.set(file, bytes)
    return bytes
  }
  type Entry = { kind: number; id: string; part: string; n: number; file: number; position: number; size: number }
  const readEntry = ({ kind, id, part, n, file, position, size }: Entry): Uint8Array => {
    const names = Buffer.from(id + part)
    const from = position + 16 + names.length
    const loaded = known.get(file) ?? load(file)
    // What was appended since it was read.
    const entry = (loaded.length < from + size ? load(file) : loaded).subarray(position, from + size)
    const isAsWritten =
      entry.length === 16 + names.length + size &&
      entry.readUInt32LE(0) === entry.length &&
      entry.readUInt32LE(4) === crc32(entry.subarray(8)) &&
      entry[8] === kind &&
      entry.readUInt32LE(12) === n &&
      entry.subarray(16, 16 + names.length).equals(names)
    return isAsWritten ? entry.subarray(16 + names.length) : Buffer.from(`damaged: ${file} at ${position}`)
  }
  return {
    readChunk({ transaction_id: id, part, n, bytes, file, position, size }: StoredChunk): Uint8Array {
      if (file === null || position === null || size === null) return bytes
      return readEntry({ kind: 1, id, part, n, file, position, size })
    },
    /** Reads the body of a message. What is damaged becomes a text that no body equals, also when there should be none. */
    readMessage({ id, part, file, position, head_size, body_size }: StoredMessage): Uint8Array {
      const bytes = readEntry({ kind: 2, id, part, n: 0, file, position, size: 4 + head_size + body_size })
      return bytes.length === 4 + head_size + body_size ? bytes.subarray(4 + head_size) : bytes
    },
  }
}
