// An object with bodies: their bytes one after the other, an index of them, and a footer that says where the index is and proves it.
import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { z } from 'zod'

/** A chunk of a body as the table has it: sealed, when it has a key. */
export type ColdChunk = { id: string; part: string; n: number; bytes: Uint8Array; key: string | null }

const Entry = z.object({
  id: z.string(),
  part: z.string(),
  n: z.int(),
  first: z.int(),
  size: z.int(),
  key: z.string().nullable(),
  hash: z.string(),
})
/** The place of a chunk in its object. */
export type ColdEntry = z.infer<typeof Entry>

/** Proves with the key of the installation that an index is ours. */
export type Digest = (text: string) => string

const magic = Buffer.from('MEDIARY1')
const digestSize = 32
/** The footer: the magic bytes, the size of the index, the digest. */
export const footerSize = magic.length + 4 + digestSize

/** The bounds of one object, so that neither writing nor reading one takes much memory. */
export const maxObject = { bytes: 8 * 1024 * 1024, chunks: 4_000 }

/** The object is not what was written. */
export class DamagedObjectError extends Error {}

/** A chunk can replace no other, not even one of the same object. */
const hashChunk = ({ id, part, n, bytes }: Omit<ColdChunk, 'key'>) =>
  createHash('sha256').update(`${id}\n${part}\n${n}\n`).update(bytes).digest('base64url')

const signIndex = (digest: Digest, name: string, index: Uint8Array) =>
  Buffer.from(digest(`${toBase(name)}\n${createHash('sha256').update(index).digest('hex')}`), 'hex')

/** Returns the part of a name that stays when an object is written anew. */
export const toBase = (name: string) => name.slice(0, name.lastIndexOf('.') + 1)

/** Builds the bytes of an object. */
export function buildObject(name: string, chunks: readonly ColdChunk[], digest: Digest): Buffer {
  const entries: ColdEntry[] = []
  let first = 0
  for (const chunk of chunks) {
    const { id, part, n, key, bytes } = chunk
    entries.push({ id, part, n, first, size: bytes.length, key, hash: hashChunk(chunk) })
    first += bytes.length
  }
  const index = deflateRawSync(JSON.stringify(entries))
  const size = Buffer.alloc(4)
  size.writeUInt32BE(index.length)
  return Buffer.concat([...chunks.map(({ bytes }) => bytes), index, magic, size, signIndex(digest, name, index)])
}

/** Returns the size of the index that stands before a footer. */
export function readIndexSize(footer: Uint8Array, objectSize: number): number {
  const bytes = Buffer.from(footer)
  const isOurs = bytes.length === footerSize && bytes.subarray(0, magic.length).equals(magic)
  const size = isOurs ? bytes.readUInt32BE(magic.length) : 0
  if (!isOurs || size > objectSize - footerSize) throw new DamagedObjectError('The object has no footer of Mediary')
  return size
}

/** Reads an index, which nobody without the key of the installation could have written. */
export function readIndex(name: string, index: Uint8Array, footer: Uint8Array, digest: Digest): ColdEntry[] {
  const given = Buffer.from(footer).subarray(magic.length + 4)
  if (!given.equals(signIndex(digest, name, index))) throw new DamagedObjectError('The index of the object is damaged')
  return z.array(Entry).parse(JSON.parse(inflateRawSync(index).toString()))
}

/** Returns the chunk of an entry. `bytes` are those of the object from `from` on. */
export function readChunk({ first, size, hash, ...entry }: ColdEntry, bytes: Uint8Array, from = 0): ColdChunk {
  const chunk = { ...entry, bytes: bytes.subarray(first - from, first - from + size) }
  if (hashChunk(chunk) !== hash) throw new DamagedObjectError(`The bytes of ${entry.id} in the object are damaged`)
  return chunk
}
