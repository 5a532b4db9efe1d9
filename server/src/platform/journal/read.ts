import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import {
  findWholeFrame,
  frameMark,
  type JournalEntry,
  journalMark,
  markAt,
  pendingMark,
  readEntries,
  readFrameLength,
} from './frame.ts'

type Range = {
  from: number
  /** About so many bytes at a time; a larger frame is read as a whole. */
  maxBytes: number
  /** Nothing more is written to it: what is no whole frame never becomes one, and is skipped. */
  isLeft: boolean
}

/** `end`: the position from which to go on. `damaged`: bytes that were skipped before it. */
type Read = { entries: JournalEntry[]; end: number; damaged: number }

const listMarks = (isLeft: boolean) => (isLeft ? [frameMark, pendingMark] : [frameMark])

/**
 * Reads whole frames of a journal. While its process lives, what is no whole frame may be what it is writing at this moment, or what it
 * will cut back.
 */
export function readJournal(path: string, { from, maxBytes, isLeft }: Range): Read {
  const handle = openSync(path, 'r')
  try {
    const { size } = fstatSync(handle)
    const start = Math.max(from, journalMark.length)
    if (start >= size) return { entries: [], end: Math.max(from, size), damaged: 0 }
    const marks = listMarks(isLeft)
    const bytes = readFrames(handle, start, { size, maxBytes, marks })
    const read = parseFrames(bytes, marks)
    if (read.length > 0) return { entries: read.entries, end: start + read.length, damaged: 0 }
    if (!isLeft) return { entries: [], end: start, damaged: 0 }
    const rest = readAt(handle, start, size - start)
    const damaged = findNextFrame(rest, marks) ?? rest.length
    return { entries: [], end: start + damaged, damaged }
  } finally {
    closeSync(handle)
  }
}

type FrameRange = { size: number; maxBytes: number; marks: readonly Buffer[] }

/** As many bytes as are asked for, or those of the first frame. */
function readFrames(handle: number, from: number, { size, maxBytes, marks }: FrameRange): Buffer {
  const bytes = readAt(handle, from, Math.min(maxBytes, size - from))
  const first = readFrameLength(bytes, 0, marks) ?? 0
  return first > bytes.length && first <= size - from ? readAt(handle, from, first) : bytes
}

function parseFrames(bytes: Buffer, marks: readonly Buffer[]): { entries: JournalEntry[]; length: number } {
  const entries: JournalEntry[] = []
  let at = 0
  for (;;) {
    const length = findWholeFrame(bytes, at, marks)
    if (length === undefined) break
    for (const entry of readEntries(bytes.subarray(at, at + length))) entries.push(entry)
    at += length
  }
  return { entries, length: at }
}

/** Behind what is damaged at the beginning of these bytes. */
function findNextFrame(bytes: Buffer, marks: readonly Buffer[]): number | undefined {
  const starts = marks.flatMap((one) => {
    for (let found = bytes.indexOf(one, markAt + 1); found !== -1; found = bytes.indexOf(one, found + 1))
      if (findWholeFrame(bytes, found - markAt, marks) !== undefined) return [found - markAt]
    return []
  })
  return starts.length ? Math.min(...starts) : undefined
}

function readAt(handle: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  return bytes.subarray(0, readSync(handle, bytes, 0, length, position))
}
