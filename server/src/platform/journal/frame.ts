// A frame of a journal: everything that was recorded in one turn of the event loop. It counts as a whole or not at all.
//   0  length of the whole frame        4  CRC-32 of the entries        8  mark        12  entries
// With full durability the mark says until the frame is synced that it may still be withdrawn. A process that died meanwhile has not: then
// it counts.
// An entry: kind, number of values, length of its text in bytes (4), the values, the text. A value is a byte that says what it is, and
// for a number the number (8), for a text its length in UTF-16 units (4). All texts of an entry are written and read at once.

import { crc32 } from 'node:zlib'

/** The beginning of a file. */
export const journalMark = Buffer.from('JOURNAL1')

const frameHeadSize = 12
/** The place of the mark in a frame. */
export const markAt = 8
export const frameMark = Buffer.from('FRM1')
export const pendingMark = Buffer.from('wait')

export type Value = string | number | null
export type JournalEntry = { kind: number; values: Value[] }

const entryHeadSize = 6
const tags = { nothing: 0, number: 1, text: 2 }
// Of a value, and of a UTF-16 unit in UTF-8, at most.
const [valueSize, unitSize] = [9, 3]

/** Builds one frame after the other in the same memory: each is written before the next begins. */
export class FrameBuilder {
  #bytes = Buffer.allocUnsafeSlow(256 * 1024)
  #end = frameHeadSize

  add(kind: number, values: readonly Value[]) {
    let text = ''
    for (const value of values) if (typeof value === 'string') text += value
    this.#makeRoom(entryHeadSize + values.length * valueSize + text.length * unitSize)
    const bytes = this.#bytes
    const head = this.#end
    let at = head + entryHeadSize
    for (const value of values) at = writeValue(bytes, at, value)
    const textLength = bytes.write(text, at)
    bytes[head] = kind
    bytes[head + 1] = values.length
    bytes.writeUInt32LE(textLength, head + 2)
    this.#end = at + textLength
  }

  begin() {
    this.#end = frameHeadSize
  }

  /** Returns the frame. It is valid until the next one begins. */
  finish(state: Buffer): Buffer {
    const frame = this.#bytes.subarray(0, this.#end)
    frame.writeUInt32LE(frame.length, 0)
    frame.writeUInt32LE(crc32(frame.subarray(frameHeadSize)), 4)
    state.copy(frame, markAt)
    return frame
  }

  #makeRoom(size: number) {
    if (this.#end + size <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * this.#bytes.length, this.#end + size))
    this.#bytes.copy(larger, 0, 0, this.#end)
    this.#bytes = larger
  }
}

function writeValue(bytes: Buffer, at: number, value: Value): number {
  if (value === null) bytes[at] = tags.nothing
  else if (typeof value === 'number') {
    bytes[at] = tags.number
    return bytes.writeDoubleLE(value, at + 1)
  } else {
    bytes[at] = tags.text
    return bytes.writeUInt32LE(value.length, at + 1)
  }
  return at + 1
}

/** Returns the length of the frame that begins here, when it is whole and has one of these marks. */
export function findWholeFrame(bytes: Buffer, at: number, marks: readonly Buffer[]): number | undefined {
  const length = readFrameLength(bytes, at, marks)
  if (length === undefined || at + length > bytes.length) return undefined
  return bytes.readUInt32LE(at + 4) === crc32(bytes.subarray(at + frameHeadSize, at + length)) ? length : undefined
}

/** Returns the length that a frame has when one begins here. */
export function readFrameLength(bytes: Buffer, at: number, marks: readonly Buffer[]): number | undefined {
  if (at + frameHeadSize > bytes.length) return undefined
  const state = bytes.subarray(at + markAt, at + frameHeadSize)
  if (!marks.some((one) => one.equals(state))) return undefined
  const length = bytes.readUInt32LE(at)
  return length >= frameHeadSize ? length : undefined
}

/** Reads the entries of a whole frame. */
export function readEntries(frame: Buffer): JournalEntry[] {
  const entries: JournalEntry[] = []
  for (let at = frameHeadSize; at < frame.length; ) {
    const [kind = 0, count = 0] = [frame[at], frame[at + 1]]
    const textLength = frame.readUInt32LE(at + 2)
    const from = at + entryHeadSize
    const end = skipValues(frame, from, count)
    const text = frame.toString('utf8', end, end + textLength)
    entries.push({ kind, values: readValues(frame, from, count, text) })
    at = end + textLength
  }
  return entries
}

function skipValues(frame: Buffer, from: number, count: number): number {
  let at = from
  for (let i = 0; i < count; i++) at += frame[at] === tags.number ? 9 : frame[at] === tags.text ? 5 : 1
  return at
}

function readValues(frame: Buffer, from: number, count: number, text: string): Value[] {
  const values: Value[] = []
  let [at, read] = [from, 0]
  for (let i = 0; i < count; i++) {
    const tag = frame[at]
    if (tag === tags.number) {
      values.push(frame.readDoubleLE(at + 1))
      at += 9
    } else if (tag === tags.text) {
      const end = read + frame.readUInt32LE(at + 1)
      values.push(text.slice(read, end))
      read = end
      at += 5
    } else {
      values.push(null)
      at++
    }
  }
  return values
}
