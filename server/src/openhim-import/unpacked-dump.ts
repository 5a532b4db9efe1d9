// A dump whose documents can be read in any order: an index of their places, and a file for those that were compressed.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ObjectId } from 'bson'
import { CommandError } from '../platform/command-error.ts'
import { findCollection, leftOutCollections } from './collections.ts'
import { readDocument } from './reading/bson-document.ts'
import type { Dump } from './reading/dump.ts'
import type { DumpDocument } from './reading/dump-document.ts'
import type { PlainDocument } from './reading/plain-document.ts'

/** A folder with this prefix holds an import that is under way. */
export const unpackedPrefix = 'openhim-import-'

const minFreeBytes = 512 * 1024 * 1024
const bytesBetweenChecks = 64 * 1024 * 1024
const rowsPerCommit = 10_000

type Row = { file: string; offset: number; size: number }

/** A document with its id, 24 hexadecimal characters, and its bytes. */
export type StoredDocument = { id: string; content: PlainDocument; bytes: Buffer }

/** The documents of a dump, by collection and id. Close it to remove what it has written. */
export class UnpackedDump {
  readonly #folder
  readonly #index
  readonly #descriptors = new Map<string, number>()
  readonly #files = new Map<string, number>()
  /** The number of documents in each collection, as the dump calls it. */
  readonly counts = new Map<string, number>()
  #spoolSize = 0
  #freeChecked = 0

  constructor(folder: string) {
    this.#folder = mkdtempSync(join(folder, unpackedPrefix))
    this.#index = new DatabaseSync(join(this.#folder, 'index.db'))
    // It is made anew by every import: nothing must survive a crash.
    this.#index.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -8000')
    this.#index.exec(`create table dump_files (n integer primary key, name text not null unique);
      create table dump_documents (collection text not null, id text not null, n integer not null, file integer not null,
        offset integer not null, size integer not null, primary key (collection, id, n)) without rowid`)
  }

  /** Reads the dump to its end. Throws when any of it is damaged: until then nothing is imported. */
  async load(dump: Dump) {
    const add = this.#index.prepare('insert or replace into dump_documents values (?, ?, ?, ?, ?, ?)')
    let rows = 0
    this.#index.exec('begin')
    for await (const document of dump.read()) {
      const collection = findCollection(document.collection)
      const name = collection ?? document.collection
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
      if (collection === undefined || collection in leftOutCollections) continue
      const { id, n } = readKey(collection, document)
      const { file, offset } = document.isInPlace ? document.place : this.#spool(document.bytes)
      add.run(collection, id, n, this.#findFile(file), offset, document.bytes.length)
      if (++rows % rowsPerCommit === 0) this.#index.exec('commit; begin')
    }
    this.#index.exec('commit')
  }

  /** Yields the documents of a collection by id, the newest first when `newestFirst`. */
  *read(collection: string, { newestFirst = false } = {}): Generator<StoredDocument> {
    const [order, further] = newestFirst ? ['desc', '<'] : ['asc', '>']
    const select = (where: string) =>
      this.#index.prepare(`select id, name as file, offset, size from dump_documents join dump_files on dump_files.n = file
      where collection = ?${where} order by id ${order} limit 500`)
    const next = select(` and id ${further} ?`)
    // An id may be any text: the first page has no bound.
    for (let last: string | undefined; ; ) {
      const rows = (last === undefined ? select('').all(collection) : next.all(collection, last)).map(toRow)
      for (const row of rows) yield { id: row.id, ...this.#readAt(row) }
      last = rows.at(-1)?.id
      if (last === undefined) return
    }
  }

  /** Returns the content of a stored file (GridFS), up to `maxBytes`. */
  readFile(id: string, maxBytes: number): Buffer {
    const rows = this.#index
      .prepare(`select id, name as file, offset, size from dump_documents join dump_files on dump_files.n = file
        where collection = 'fs.chunks' and id = ? order by dump_documents.n`)
      .all(id)
      .map(toRow)
    const chunks: Buffer[] = []
    let size = 0
    for (const row of rows) {
      const { data } = this.#readAt(row).content
      if (!(data instanceof Uint8Array)) continue
      size += data.length
      if (size > maxBytes) break
      chunks.push(Buffer.from(data))
    }
    return Buffer.concat(chunks)
  }

  /** How many documents of a collection have the id of another one, which came later and stands for both. */
  countRepeated(collection: string): number {
    const distinct = this.#index.prepare('select count(*) as documents from dump_documents where collection = ?')
    return Math.max(0, this.count(collection) - Number(distinct.get(collection)?.documents ?? 0))
  }

  /** The number of documents in a collection that can be imported. */
  count(collection: string): number {
    return this.counts.get(collection) ?? 0
  }

  /** Tells if an OpenHIM database has a collection of this name. */
  isKnown = (collection: string): boolean => findCollection(collection) !== undefined

  close() {
    this.#index.close()
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #readAt({ file, offset, size }: Row) {
    const bytes = Buffer.alloc(size)
    readSync(this.#open(file, 'r'), bytes, 0, size, offset)
    return { bytes, content: readDocument(bytes, { file, offset }) }
  }

  #open(file: string, flags: string): number {
    const opened = this.#descriptors.get(file) ?? openSync(file, flags, 0o600)
    this.#descriptors.set(file, opened)
    return opened
  }

  #findFile(name: string): number {
    const known = this.#files.get(name)
    if (known !== undefined) return known
    const n = this.#files.size
    this.#index.prepare('insert into dump_files values (?, ?)').run(n, name)
    this.#files.set(name, n)
    return n
  }

  /** Keeps a document that cannot be read again at its place. */
  #spool(bytes: Buffer) {
    const file = join(this.#folder, 'documents.bson')
    this.#checkSpace()
    const offset = this.#spoolSize
    writeSync(this.#open(file, 'w+'), bytes)
    this.#spoolSize += bytes.length
    return { file, offset }
  }

  #checkSpace() {
    if (this.#freeChecked > 0 && this.#spoolSize - this.#freeChecked < bytesBetweenChecks) return
    this.#freeChecked = this.#spoolSize + 1
    const { bavail, bsize } = statfsSync(this.#folder)
    if (bavail * bsize < minFreeBytes)
      throw new CommandError(`There is no room in ${this.#folder} to unpack the dump: unpack it elsewhere first.`)
  }
}

const toRow = (row: Record<string, unknown>): Row & { id: string } => ({
  id: String(row.id),
  file: String(row.file),
  offset: Number(row.offset),
  size: Number(row.size),
})

/** Returns the id by which a document is found. A chunk of a file is found by its file and its number. */
function readKey(collection: string, { bytes, place }: DumpDocument): { id: string; n: number } {
  if (collection === 'fs.chunks') {
    const { files_id: file, n } = readDocument(bytes, place)
    return { id: String(file), n: Number(n) }
  }
  return { id: readFirstId(bytes) ?? String(readDocument(bytes, place)._id), n: 0 }
}

const objectIdType = 7

/** MongoDB puts the id first: then the document need not be read. */
function readFirstId(bytes: Buffer): string | undefined {
  const isFirst = bytes.length > 21 && bytes[4] === objectIdType && bytes.toString('latin1', 5, 9) === '_id\0'
  return isFirst ? new ObjectId(bytes.subarray(9, 21)).toHexString() : undefined
}
