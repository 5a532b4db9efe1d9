// An entry of a body file: a head of 16 bytes, the names, the bytes.
//   0  length of the whole entry        4  CRC-32 of everything behind it
//   8  kind, 9 length of the id, 10 length of the part, 11 zero        12  number of the chunk
// A forgotten entry has its length, the checksum of that, and zeros behind it. A journal can add kinds.

import { crc32 } from 'node:zlib'

/** The beginning of a file. */
export const fileMark = Buffer.from('BODIES 1')

export type EntryName = { id: string; part: string; n: number }
export type NewEntry = EntryName & { bytes: Uint8Array }

/** The place of the bytes of an entry. `size` is that of the bytes alone. */
export type Place = { file: number; position: number; size: number }

export const headSize = 16
const kinds = { forgotten: 0, chunk: 1 }

export const entryLength = ({ id, part }: Pick<EntryName, 'id' | 'part'>, size: number) =>
  headSize + id.length + part.length + size

/** Writes head and names of an entry into a buffer that has room for them. Returns where they end. */
export function writeHead(into: Buffer, at: number, { id, part, n, bytes }: NewEntry): number {
  const end = at + headSize + id.length + part.length
  into.writeUInt32LE(end - at + bytes.length, at)
  into[at + 8] = kinds.chunk
  into[at + 9] = id.length
  into[at + 10] = part.length
  into[at + 11] = 0
  into.writeUInt32LE(n, at + 12)
  into.write(id, at + headSize, 'latin1')
  into.write(part, at + headSize + id.length, 'latin1')
  into.writeUInt32LE(crc32(bytes, crc32(into.subarray(at + 8, end))), at + 4)
  return end
}

/** Builds the head that replaces an entry that is forgotten; zeros follow it. */
export function forgottenHead(length: number): Buffer {
  const head = Buffer.alloc(headSize)
  head.writeUInt32LE(length)
  head.writeUInt32LE(crc32(head.subarray(0, 4)), 4)
  return head
}

type Head = { length: number; isForgotten: boolean }

/** Undefined when these bytes begin no entry that fits into `room`. */
export function readHead(bytes: Buffer, room: number): Head | undefined {
  if (bytes.length < headSize) return undefined
  const length = bytes.readUInt32LE(0)
  const namesLength = (bytes[9] ?? 0) + (bytes[10] ?? 0)
  if (length < headSize + namesLength || length > room) return undefined
  if (bytes[8] === kinds.forgotten)
    return bytes.subarray(0, headSize).equals(forgottenHead(length)) ? { length, isForgotten: true } : undefined
  return bytes[8] === kinds.chunk && bytes[11] === 0 ? { length, isForgotten: false } : undefined
}

/** The name in an entry. It can be trusted when the entry is whole. */
export function readName(entry: Buffer): EntryName {
  const [idLength, partLength] = [entry[9] ?? 0, entry[10] ?? 0]
  const names = entry.toString('latin1', headSize, headSize + idLength + partLength)
  return { id: names.slice(0, idLength), part: names.slice(idLength), n: entry.readUInt32LE(12) }
}

/** Tells if a whole entry is what was written. */
export const isWhole = (entry: Buffer) => entry.readUInt32LE(4) === crc32(entry.subarray(8))
