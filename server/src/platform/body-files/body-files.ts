import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writevSync,
} from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../files/folder.ts'
import { isFileError } from '../files/is-file-error.ts'
import {
  type EntryKind,
  type EntryName,
  entryLength,
  fileMark,
  isWhole,
  messageSize,
  type NewEntry,
  type Place,
  readHead,
  readName,
  splitMessage,
} from './entry.ts'
import { EntryBuilder } from './entry-builder.ts'

const fileName = /^(\d{1,15})\.bodies$/

/** Thrown when what is stored of a body is not what was written. */
export class DamagedBodyError extends Error {
  override readonly name = 'DamagedBody'
}

type Options = { durability: 'normal' | 'full'; maxBytes?: number }
type Current = { file: number; handle: number }
type BytePlace = Pick<Place, 'file' | 'position' | 'size'>
export type MessagePlace = { file: number; position: number; headSize: number; bodySize: number }

/** `cutBack`: nothing of them is kept, because their commit failed. */
type Appended = { places: Place[]; cutBack: () => void }

/**
 * Append-only files of the bodies of a store, beside it. Each process writes to files of its own. Entries are appended only
 * while the write lock of the store is held, so that whoever has the lock finds no entry whose commit is still to come.
 */
export class BodyFiles {
  readonly folder: string
  readonly durability
  #maxBytes
  readonly #builder = new EntryBuilder()
  #current: Current | undefined
  #lastFile = 0

  constructor(folder: string, { durability, maxBytes = 64 * 1024 * 1024 }: Options) {
    this.folder = folder
    this.durability = durability
    this.#maxBytes = maxBytes
  }

  /** Appends all of them in one write. They are on the disk when it returns, if durability is full. */
  append(entries: readonly NewEntry[]): Appended {
    const { current, size } = this.#open()
    const from = Math.max(size, fileMark.length)
    const { buffers, places, length } = this.#builder.build(entries, { file: current.file, from })
    if (size === 0) buffers.unshift(fileMark)
    const end = from + length
    const cutBack = () => this.#cutBack(current, { from: size, end })
    try {
      if (writevSync(current.handle, buffers, size) < end - size)
        throw new Error('The file of bodies could not be written: the disk may be full')
      if (this.durability === 'full') fdatasyncSync(current.handle)
    } catch (error) {
      cutBack()
      // After a failed sync nobody knows what the disk has: nothing more is put behind it.
      this.startNew()
      throw error
    }
    return { places, cutBack }
  }

  /** The bytes of a chunk; undefined when they were forgotten. Throws when they are damaged or gone. */
  read(place: BytePlace, name: EntryName): Buffer | undefined {
    return this.#read(place, name, 'chunk')
  }

  /** The head and the body of a message, in the same way. */
  readMessage({ file, position, ...sizes }: MessagePlace, { id, part }: Omit<EntryName, 'n'>) {
    const bytes = this.#read({ file, position, size: messageSize(sizes) }, { id, part, n: 0 }, 'message')
    if (!bytes) return undefined
    const message = splitMessage(bytes)
    if (message?.head.length === sizes.headSize) return message
    throw new DamagedBodyError(`${this.toPath(file)} is damaged at ${position}`)
  }

  #read({ file, position, size }: BytePlace, name: EntryName, kind: EntryKind): Buffer | undefined {
    const length = entryLength(name, size)
    const entry = Buffer.allocUnsafe(length)
    const handle = openIfThere(this.toPath(file))
    if (handle === undefined) throw new DamagedBodyError(`${this.toPath(file)} is missing`)
    try {
      const head = readSync(handle, entry, 0, length, position) === length ? readHead(entry, length) : undefined
      if (head?.length === length) {
        if (head.kind === 'forgotten') return undefined
        if (head.kind === kind && isWhole(entry) && isSame(readName(entry), name)) return entry.subarray(length - size)
      }
    } finally {
      closeSync(handle)
    }
    throw new DamagedBodyError(`${this.toPath(file)} is damaged at ${position}`)
  }

  /** In the order in which they were begun. */
  list(): number[] {
    if (!existsSync(this.folder)) return []
    return readdirSync(this.folder)
      .map((name) => Number(fileName.exec(name)?.[1] ?? 0))
      .filter((file) => file > 0)
      .sort((a, b) => a - b)
  }

  toPath(file: number): string {
    return join(this.folder, `${file}.bodies`)
  }

  isCurrent(file: number): boolean {
    return this.#current?.file === file
  }

  makeFolder() {
    makeFolder(this.folder)
  }

  /** What is appended next goes into the file of this number. Undefined when there is such a file. */
  begin(file: number): Current | undefined {
    try {
      const handle = openSync(this.toPath(file), 'wx', 0o600)
      this.#current = { file, handle }
    } catch (error) {
      if (isFileError(error, 'EEXIST')) return undefined
      throw error
    }
    syncFolder(this.folder)
    return this.#current
  }

  /** Tells whether what is appended next goes into a new file. */
  needsNew(): boolean {
    return this.#findUsable() === undefined
  }

  /** What is appended next goes into a new file. */
  startNew() {
    if (this.#current) closeSync(this.#current.handle)
    this.#current = undefined
  }

  /** What this process has appended is on the disk when it returns. */
  sync() {
    if (this.#current) fdatasyncSync(this.#current.handle)
  }

  /** Whoever removes a file has the write lock. */
  remove(file: number) {
    rmSync(this.toPath(file), { force: true })
  }

  close() {
    this.startNew()
  }

  /** Whoever has the write lock may remove a file, also one that another process has open. */
  #open(): { current: Current; size: number } {
    const usable = this.#findUsable()
    if (usable) return usable
    this.startNew()
    return { current: this.#create(), size: 0 }
  }

  /** Undefined when the current file is full or was removed. */
  #findUsable(): { current: Current; size: number } | undefined {
    if (!this.#current) return undefined
    const { nlink, size } = fstatSync(this.#current.handle)
    return nlink > 0 && size < this.#maxBytes ? { current: this.#current, size } : undefined
  }

  #create(): Current {
    this.makeFolder()
    // A number is never used twice, so that a row can never mean an entry of another file.
    for (let file = Math.max(Date.now(), this.#lastFile + 1); ; file++) {
      this.#lastFile = file
      const begun = this.begin(file)
      if (begun) return begun
    }
  }

  #cutBack(written: Current, { from, end }: { from: number; end: number }) {
    if (this.#current !== written) return
    try {
      if (fstatSync(written.handle).size <= end) ftruncateSync(written.handle, from)
    } catch {
      // What stays is found to belong to nothing, and overwritten.
      this.startNew()
    }
  }
}

const isSame = (a: EntryName, b: EntryName) => a.id === b.id && a.part === b.part && a.n === b.n

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (isFileError(error, 'ENOENT')) return undefined
    throw error
  }
}

/** The name of a new file must survive a loss of power, as its bytes do. */
function syncFolder(folder: string) {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
