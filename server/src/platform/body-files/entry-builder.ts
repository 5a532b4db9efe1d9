import { maxHeadLength, type NewEntry, type Place, writeEntry } from './entry.ts'

/** Longer bytes are written from where they are. */
const maxCopied = 16 * 1024
/** What is needed for a larger group is not kept. */
const maxKept = 1024 * 1024

type Built = { buffers: Uint8Array[]; places: Place[]; length: number }

/** Builds one group of entries after the other in the same memory: each is written before the next is built. */
export class EntryBuilder {
  #memory = Buffer.alloc(0)

  /** `from`: the position of the first entry in its file. */
  build(entries: readonly NewEntry[], { file, from }: { file: number; from: number }): Built {
    const memory = this.#findRoom(entries.reduce((sum, entry) => sum + measure(entry), 0))
    const buffers: Uint8Array[] = []
    const places: Place[] = []
    let [position, at, built] = [from, 0, 0]
    for (const entry of entries) {
      const isWhole = entry.bytes.length <= maxCopied
      const { end, size, headSize } = writeEntry(memory, at, entry, { isWhole })
      places.push({ file, position, size, headSize })
      position += end - at
      at = end
      if (isWhole) continue
      buffers.push(memory.subarray(built, at), entry.bytes)
      position += entry.bytes.length
      built = at
    }
    if (at > built) buffers.push(memory.subarray(built, at))
    return { buffers, places, length: position - from }
  }

  #findRoom(size: number): Buffer {
    if (size <= this.#memory.length) return this.#memory
    const memory = Buffer.allocUnsafeSlow(Math.max(size, 64 * 1024))
    if (size <= maxKept) this.#memory = memory
    return memory
  }
}

const measure = (entry: NewEntry) => maxHeadLength(entry) + (entry.bytes.length <= maxCopied ? entry.bytes.length : 0)
