import { closeSync, fdatasyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs'
import type { BodyFiles } from '../body-files/body-files.ts'
import type { NewEntry, Place } from '../body-files/entry.ts'
import { isFileError } from '../files/is-file-error.ts'
import { listJournals, toJournalPath } from './files.ts'
import { FrameBuilder, frameMark, journalMark, markAt, pendingMark } from './frame.ts'

type Current = { file: number; path: string; handle: number; size: number }

/** The end of a frame in a journal. */
export type FrameEnd = { file: number; path: string; end: number }

/**
 * The journal of this process, beside its body files. Both have the same number: as long as the journal is there, nobody else removes the
 * body file or writes it anew, so that nothing here needs the write lock of the store.
 */
export class JournalWriter {
  readonly #files
  readonly #isSynced
  readonly #maxBytes
  readonly #frame = new FrameBuilder()
  #current: Current | undefined
  #lastFile = 0

  constructor(files: BodyFiles, maxBytes = 64 * 1024 * 1024) {
    this.#files = files
    this.#isSynced = files.durability === 'full'
    this.#maxBytes = maxBytes
  }

  /** Appends chunks of bodies, and a frame. All of it is on the disk when it returns, if durability is full; or nothing is kept. */
  append(chunks: readonly NewEntry[], build: (frame: FrameBuilder, places: readonly Place[]) => void): FrameEnd {
    const current = this.#open()
    const bodies = chunks.length ? this.#files.append(chunks) : undefined
    try {
      this.#frame.begin()
      build(this.#frame, bodies?.places ?? [])
      this.#write(current, this.#frame.finish(this.#isSynced ? pendingMark : frameMark))
    } catch (error) {
      bodies?.cutBack()
      throw error
    }
    return { file: current.file, path: current.path, end: current.size }
  }

  /** What is recorded next goes into new files. */
  leave() {
    if (this.#current) closeSync(this.#current.handle)
    this.#current = undefined
    this.#files.startNew()
  }

  #write(current: Current, frame: Buffer) {
    const { handle, size } = current
    try {
      writeWhole(handle, frame, size)
    } catch (error) {
      this.#cutBack(current)
      throw error
    }
    try {
      if (this.#isSynced) {
        fdatasyncSync(handle)
        // Only now others may take it over: what cannot be synced is refused, and must not be in the record.
        writeWhole(handle, frameMark, size + markAt)
      }
    } catch (error) {
      this.#cutBack(current)
      // After a failed sync nobody knows what the disk has: nothing more is put behind it.
      this.leave()
      throw error
    }
    current.size = size + frame.length
  }

  #cutBack({ handle, size }: Current) {
    try {
      ftruncateSync(handle, size)
    } catch {
      // What stays is no whole frame, and counts for nothing.
      this.leave()
    }
  }

  #open(): Current {
    if (this.#current && this.#current.size < this.#maxBytes && !this.#files.needsNew()) return this.#current
    this.leave()
    this.#current = this.#create()
    return this.#current
  }

  /**
   * The journal first: a body file that has none is one that others may remove. Its number is the largest, also when the clock was set back:
   * of two journals of one process id, the smaller one has been left.
   */
  #create(): Current {
    this.#files.makeFolder()
    const newest = listJournals(this.#files.folder).at(-1)?.file ?? 0
    for (let file = Math.max(Date.now(), this.#lastFile + 1, newest + 1); ; file++) {
      this.#lastFile = file
      const path = toJournalPath(this.#files.folder, { file, pid: process.pid })
      const handle = openNew(path)
      if (handle === undefined) continue
      try {
        writeSync(handle, journalMark)
        if (this.#files.begin(file)) return { file, path, handle, size: journalMark.length }
      } catch (error) {
        closeSync(handle)
        rmSync(path, { force: true })
        throw error
      }
      closeSync(handle)
      rmSync(path, { force: true })
    }
  }
}

function writeWhole(handle: number, bytes: Buffer, position: number) {
  if (writeSync(handle, bytes, 0, bytes.length, position) < bytes.length)
    throw new Error('The journal could not be written: the disk may be full')
}

/** Undefined when there is such a file. */
function openNew(path: string): number | undefined {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (error) {
    if (isFileError(error, 'EEXIST')) return undefined
    throw error
  }
}
