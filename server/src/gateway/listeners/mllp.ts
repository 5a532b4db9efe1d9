/** The minimal lower layer protocol of HL7: a vertical tab, the message, a file separator and a carriage return. */
import { detectUtf16 } from '@mediary/contract/channels/charset'

const [start, end, carriageReturn, lineFeed] = [0x0b, 0x1c, 0x0d, 0x0a]

type FrameError = 'no-frame' | 'too-large'

/** An answer is framed as a whole: so many bytes are held. */
export const maxFramedBytes = 16 * 1024 * 1024

export const frame = (message: Uint8Array) => Buffer.concat([Buffer.of(start), message, Buffer.of(end, carriageReturn)])

export const blockCharacters = { before: Buffer.of(start), after: Buffer.of(end, carriageReturn) }

/**
 * Returns a function that tells of each chunk of a message if it has block characters in it: its reader would see two
 * messages. In UTF-16 their bytes are parts of letters, and only the two that end a block together are refused.
 */
export function blockCharacterCheck(): (chunk: Uint8Array) => boolean {
  let isUtf16: boolean | undefined
  let last = 0
  return (chunk) => {
    if (chunk.length === 0) return false
    isUtf16 ??= detectUtf16(chunk) !== undefined
    if (!isUtf16) return chunk.includes(start) || chunk.includes(end)
    const found = (last === end && chunk[0] === carriageReturn) || findBlockEnd(chunk) !== -1
    last = chunk.at(-1) ?? 0
    return found
  }
}

/** The position of a file separator that a carriage return follows; -1 when there is none. */
function findBlockEnd(bytes: Uint8Array) {
  for (let at = bytes.indexOf(end); at !== -1; at = bytes.indexOf(end, at + 1))
    if (bytes[at + 1] === carriageReturn) return at
  return -1
}

/** Between two frames these are skipped: some senders end a frame twice, pad it, or begin with a byte order mark. */
const maxStrayBytes = 1024
/** Printable characters say that another protocol is spoken. */
const maxStrayText = 10

type Read = { message: Buffer; rest: Buffer } | FrameError | undefined

/** Takes messages out of what a connection brings. Never holds more than one, of `maxBytes` at most, and its rest. */
export class FrameReader {
  #maxBytes: () => number
  #left: Buffer[] = []
  #size = 0
  #inFrame = false
  #stray = 0
  #strayText = 0
  #skipped = 0

  constructor(maxBytes: () => number) {
    this.#maxBytes = maxBytes
  }

  /** Bytes of a message that has begun and not ended. */
  get held(): number {
    return this.#size
  }

  get isMidway(): boolean {
    return this.#inFrame
  }

  /** Bytes between frames that were no end of a line. */
  get skipped(): number {
    return this.#skipped
  }

  /** Returns the next message and what follows it; undefined when more must come first. */
  read(bytes: Buffer): Read {
    const begun = this.#inFrame ? bytes : this.#begin(bytes)
    if (begun === undefined || typeof begun === 'string') return begun
    if (this.#isUtf16(begun)) return this.#readUtf16(begun)
    const ends = begun.indexOf(end)
    const part = ends === -1 ? begun : begun.subarray(0, ends)
    if (this.#size + part.length > this.#maxBytes()) return 'too-large'
    if (part.includes(start)) return 'no-frame'
    this.#keep(part)
    if (ends === -1) return undefined
    // The carriage return may be on its way: it is skipped before the next frame.
    return { message: this.#finish(), rest: begun.subarray(ends + 1) }
  }

  /** Returns what follows the start of the frame. */
  #begin(bytes: Buffer): Buffer | FrameError | undefined {
    const at = bytes.indexOf(start)
    for (const byte of at === -1 ? bytes : bytes.subarray(0, at)) {
      if (byte === carriageReturn || byte === lineFeed) continue
      this.#stray++
      this.#skipped++
      if (byte > 0x20 && byte < 0x7f) this.#strayText++
      if (this.#stray > maxStrayBytes || this.#strayText > maxStrayText) return 'no-frame'
    }
    if (at === -1) return undefined
    this.#inFrame = true
    this.#stray = 0
    this.#strayText = 0
    return bytes.subarray(at + 1)
  }

  /** UTF-16: a file separator alone is a part of a letter, and the two that end the block may come apart. */
  #readUtf16(begun: Buffer): Read {
    if (begun[0] === carriageReturn && this.#left.at(-1)?.at(-1) === end)
      return { message: this.#finish().subarray(0, -1), rest: begun.subarray(1) }
    const at = findBlockEnd(begun)
    const part = at === -1 ? begun : begun.subarray(0, at)
    if (this.#size + part.length > this.#maxBytes()) return 'too-large'
    this.#keep(part)
    return at === -1 ? undefined : { message: this.#finish(), rest: begun.subarray(at + 2) }
  }

  #isUtf16(begun: Buffer) {
    return detectUtf16(Buffer.concat([...this.#left.slice(0, 4), begun.subarray(0, 4)])) !== undefined
  }

  #keep(bytes: Buffer) {
    if (bytes.length) this.#left.push(bytes)
    this.#size += bytes.length
  }

  #finish(): Buffer {
    const message = Buffer.concat(this.#left)
    this.#left = []
    this.#size = 0
    this.#inFrame = false
    return message
  }
}
