// The objects of the bucket: written and read back, and read by ranges.
import { createHash } from 'node:crypto'
import { type ObjectStore, ObjectStoreError } from '../../platform/object-store/object-store.ts'
import type { ColdObject } from './catalogue.ts'
import {
  buildObject,
  type ColdChunk,
  type ColdEntry,
  DamagedObjectError,
  type Digest,
  footerSize,
  readChunk,
  readIndex,
  readIndexSize,
  toBase,
} from './object-format.ts'

type Named = Pick<ColdObject, 'object' | 'bytes'>

/** What is kept of objects that were read a moment ago. */
const maxKept = { indexes: 8, blocks: 4 }
/** A body of many chunks is read so many bytes at a time. */
const blockBytes = 1024 * 1024
/** Most indexes are shorter, and come with the footer. */
const tailBytes = 64 * 1024

export type Index = { name: string; entries: ColdEntry[] }
type Block = { first: number; bytes: Uint8Array }

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Writes and reads objects with bodies. */
export class ColdObjects {
  readonly #bucket: ObjectStore
  readonly #digest: Digest
  readonly #indexes = boundedMap<Index>(maxKept.indexes)
  readonly #blocks = boundedMap<Block>(maxKept.blocks)

  constructor(bucket: ObjectStore, digest: Digest) {
    this.#bucket = bucket
    this.#digest = digest
  }

  /** Writes an object and reads it back. Returns its size. Throws when the bucket returns other bytes. */
  async write(name: string, chunks: readonly ColdChunk[]): Promise<number> {
    const bytes = buildObject(name, chunks, this.#digest)
    await this.#bucket.put(name, bytes)
    const stored = await this.#bucket.get(name, { first: 0, size: bytes.length + 1 })
    if (hash(stored) !== hash(bytes))
      throw new DamagedObjectError(`The bucket returns other bytes of ${name} than were written`)
    return bytes.length
  }

  /** Finds a chunk in an object; undefined when the object has no such chunk. */
  async find(named: Named, wanted: Pick<ColdChunk, 'id' | 'part' | 'n'>): Promise<ColdChunk | undefined> {
    const index = await this.readIndex(named)
    const entry = index.entries.find(({ id, part, n }) => id === wanted.id && part === wanted.part && n === wanted.n)
    if (!entry) return undefined
    const { first, bytes } = await this.#loadBlock(index, entry)
    return readChunk(entry, bytes, first)
  }

  /** Reads which chunks an object has. `name`: the object that has them now. */
  async readIndex(named: Named): Promise<Index> {
    const former = this.#indexes.get(named.object)
    if (former) return former
    const index = await this.#readTail(named).catch(async (error: unknown) => {
      const isMissing = error instanceof ObjectStoreError && error.kind === 'missing'
      const successor = isMissing ? await this.#findSuccessor(named) : undefined
      if (!successor) throw error
      return this.#readTail(successor)
    })
    this.#indexes.set(named.object, index)
    return index
  }

  /** Reads some chunks of an object. */
  async readChunks({ name }: Index, entries: readonly ColdEntry[]): Promise<ColdChunk[]> {
    const end = entries.reduce((greatest, { first, size }) => Math.max(greatest, first + size), 0)
    const bytes = end === 0 ? Buffer.alloc(0) : await this.#bucket.get(name, { first: 0, size: end })
    return entries.map((entry) => readChunk(entry, bytes))
  }

  /** Forgets what was read of an object, because it is not there any more. */
  forget(name: string): void {
    this.#indexes.delete(name)
  }

  remove(name: string): Promise<void> {
    return this.#bucket.remove(name)
  }

  /** Lists the objects that followed one another under one name. */
  async listGenerations(name: string): Promise<string[]> {
    return (await this.#bucket.list(toBase(name))).map((stored) => stored.name)
  }

  /** Throws when the bucket does not answer. */
  async check(): Promise<void> {
    // No object has such a name, so the answer is short.
    await this.#bucket.list('check/', 1)
  }

  async #readTail({ object, bytes }: Named): Promise<Index> {
    const size = Math.min(tailBytes, bytes)
    const tail = await this.#bucket.get(object, { first: bytes - size, size })
    if (tail.length !== size) throw new DamagedObjectError(`The object ${object} is shorter than it was`)
    const footer = tail.subarray(-footerSize)
    const indexSize = readIndexSize(footer, bytes)
    const from = bytes - footerSize - indexSize
    const index =
      indexSize + footerSize <= size
        ? tail.subarray(size - footerSize - indexSize, size - footerSize)
        : await this.#bucket.get(object, { first: from, size: indexSize })
    return { name: object, entries: readIndex(object, index, footer, this.#digest) }
  }

  /** After a restore, the store names an object that was written anew since: its successor has the same name but for the number. */
  async #findSuccessor({ object }: Named): Promise<Named | undefined> {
    const found = (await this.#bucket.list(toBase(object))).filter(({ name }) => readNumber(name) > readNumber(object))
    const [newest] = found.toSorted((a, b) => readNumber(b.name) - readNumber(a.name))
    return newest && { object: newest.name, bytes: newest.size }
  }

  /** The chunks of one transaction stand together: those that follow come along. */
  async #loadBlock({ name, entries }: Index, entry: ColdEntry): Promise<Block> {
    const key = `${name} ${entry.id}`
    const end = entry.first + entry.size
    const former = this.#blocks.get(key)
    if (former && former.first <= entry.first && former.first + former.bytes.length >= end) return former
    const following = entries.filter(
      ({ id, first, size }) => id === entry.id && first >= entry.first && first + size <= entry.first + blockBytes,
    )
    const last = Math.max(end, ...following.map(({ first, size }) => first + size))
    const bytes = await this.#bucket.get(name, { first: entry.first, size: last - entry.first })
    const block = { first: entry.first, bytes }
    this.#blocks.set(key, block)
    return block
  }
}

/** Names end with a number that grows with each time that the object is written anew. */
export const readNumber = (name: string) => Number(name.slice(name.lastIndexOf('.') + 1))

/** A map that forgets what was asked for longest ago. */
function boundedMap<T>(max: number) {
  const kept = new Map<string, T>()
  return {
    get(key: string): T | undefined {
      const value = kept.get(key)
      if (value === undefined) return undefined
      kept.delete(key)
      kept.set(key, value)
      return value
    },
    set(key: string, value: T) {
      kept.delete(key)
      kept.set(key, value)
      const [oldest] = kept.keys()
      if (kept.size > max && oldest !== undefined) kept.delete(oldest)
    },
    delete: (key: string) => kept.delete(key),
  }
}
