// An entry of a body file: a head of 16 bytes, the names, the bytes.
//   0  length of the whole entry        4  CRC-32 of everything behind it
//   8  kind, 9 length of the id, 10 length of the part, 11 zero        12  number of the chunk
// A forgotten entry has its length, the checksum of that, and zeros behind it.
// The bytes of a message, a request or a response, begin with the length of its head (4) and the head. Its body follows.

import { crc32 } from 'node:zlib'

/** The beginning of a file. */
export const fileMark = Buffer.from('BODIES 1')

export type EntryName = { id: string; part: string; n: number }
export type EntryKind = 'chunk' | 'message'
/** An entry with a head is a message, and its bytes are the body. Without one, they are all that stands behind the names. */
export type NewEntry = EntryName & { bytes: Uint8Array; kind?: EntryKind; head?: string }

/** The place of the bytes of an entry. `size` is that of the bytes alone. `headSize`: of the head of a message. */
export type Place = { file: number; position: number; size: number; headSize: number }

export const headSize = 16
const lengthSize = 4
const kinds = { forgotten: 0, chunk: 1, message: 2 } as const

export const entryLength = ({ id, part }: Pick<EntryName, 'id' | 'part'>, size: number) =>
  headSize + id.length + part.length + size

/** Returns the size of the bytes of a message. */
export const messageSize = ({ headSize, bodySize }: { headSize: number; bodySize: number }) =>
  lengthSize + headSize + bodySize

/** Returns how much room `writeEntry` needs at most for what stands before the bytes: three bytes for a UTF-16 unit. */
export const maxHeadLength = (entry: NewEntry) =>
  entryLength(entry, entry.head === undefined ? 0 : lengthSize + 3 * entry.head.length)

/**
 * Writes an entry into a buffer that has room for it, without its bytes when these stand elsewhere. Returns where that ends, and the sizes of its
 * place.
 */
export function writeEntry(into: Buffer, at: number, entry: NewEntry, { isWhole }: { isWhole: boolean }) {
  const { id, part, n, bytes, kind, head } = entry
  const names = at + headSize + id.length + part.length
  const written = head === undefined ? 0 : into.write(head, names + lengthSize)
  if (head !== undefined) into.writeUInt32LE(written, names)
  const end = head === undefined ? names : names + lengthSize + written
  into.writeUInt32LE(end - at + bytes.length, at)
  into[at + 8] = head === undefined ? kinds[kind ?? 'chunk'] : kinds.message
  into[at + 9] = id.length
  into[at + 10] = part.length
  into[at + 11] = 0
  into.writeUInt32LE(n, at + 12)
  into.write(id + part, at + headSize, 'latin1')
  const sizes = { size: end - names + bytes.length, headSize: written }
  if (!isWhole) {
    into.writeUInt32LE(crc32(bytes, crc32(into.subarray(at + 8, end))), at + 4)
    return { end, ...sizes }
  }
  into.set(bytes, end)
  into.writeUInt32LE(crc32(into.subarray(at + 8, end + bytes.length)), at + 4)
  return { end: end + bytes.length, ...sizes }
}

/** Returns the parts of a message; undefined when the bytes are none. */
export function splitMessage(bytes: Buffer): { head: Buffer; body: Buffer } | undefined {
  if (bytes.length < lengthSize) return undefined
  const end = lengthSize + bytes.readUInt32LE(0)
  return end > bytes.length ? undefined : { head: bytes.subarray(lengthSize, end), body: bytes.subarray(end) }
}

/** Builds the head that replaces an entry that is forgotten; zeros follow it. */
export function forgottenHead(length: number): Buffer {
  const head = Buffer.alloc(headSize)
  head.writeUInt32LE(length)
  head.writeUInt32LE(crc32(head.subarray(0, 4)), 4)
  return head
}

type Head = { length: number; kind: EntryKind | 'forgotten' }

/** Undefined when these bytes begin no entry that fits into `room`. */
export function readHead(bytes: Buffer, room: number): Head | undefined {
  if (bytes.length < headSize) return undefined
  const length = bytes.readUInt32LE(0)
  const namesLength = (bytes[9] ?? 0) + (bytes[10] ?? 0)
  if (length < headSize + namesLength || length > room) return undefined
  if (bytes[8] === kinds.forgotten)
    return bytes.subarray(0, headSize).equals(forgottenHead(length)) ? { length, kind: 'forgotten' } : undefined
  if (bytes[11] !== 0) return undefined
  if (bytes[8] === kinds.chunk) return { length, kind: 'chunk' }
  return bytes[8] === kinds.message ? { length, kind: 'message' } : undefined
}

/** The name in an entry. It can be trusted when the entry is whole. */
export function readName(entry: Buffer): EntryName {
  const [idLength, partLength] = [entry[9] ?? 0, entry[10] ?? 0]
  const names = entry.toString('latin1', headSize, headSize + idLength + partLength)
  return { id: names.slice(0, idLength), part: names.slice(idLength), n: entry.readUInt32LE(12) }
}

/** Tells if a whole entry is what was written. */
export const isWhole = (entry: Buffer) => entry.readUInt32LE(4) === crc32(entry.subarray(8))
