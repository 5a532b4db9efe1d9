/** The minimal lower layer protocol of HL7: a vertical tab, the message, a file separator and a carriage return. */
import { detectUtf16 } from '@mediary/contract/charset'

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

/** Takes messages out of what a connection brings. Never holds more than one, of `maxBytes` at most, and its rest. */
export function frameReader(maxBytes: () => number) {
  const left: Buffer[] = []
  const state = { left, size: 0, inFrame: false, stray: 0, strayText: 0, skipped: 0 }

  const keep = (bytes: Buffer) => {
    if (bytes.length) state.left.push(bytes)
    state.size += bytes.length
  }

  /** Where the frame starts. */
  const begin = (bytes: Buffer): Buffer | FrameError | undefined => {
    const at = bytes.indexOf(start)
    for (const byte of at === -1 ? bytes : bytes.subarray(0, at)) {
      if (byte === carriageReturn || byte === lineFeed) continue
      state.stray++
      state.skipped++
      if (byte > 0x20 && byte < 0x7f) state.strayText++
      if (state.stray > maxStrayBytes || state.strayText > maxStrayText) return 'no-frame'
    }
    if (at === -1) return undefined
    Object.assign(state, { inFrame: true, stray: 0, strayText: 0 })
    return bytes.subarray(at + 1)
  }

  const isUtf16 = (begun: Buffer) =>
    detectUtf16(Buffer.concat([...state.left.slice(0, 4), begun.subarray(0, 4)])) !== undefined

  const finish = (): Buffer => {
    const message = Buffer.concat(state.left)
    Object.assign(state, { left: [], size: 0, inFrame: false })
    return message
  }

  /** UTF-16: a file separator alone is a part of a letter, and the two that end the block may come apart. */
  const readUtf16 = (begun: Buffer): { message: Buffer; rest: Buffer } | FrameError | undefined => {
    if (begun[0] === carriageReturn && state.left.at(-1)?.at(-1) === end)
      return { message: finish().subarray(0, -1), rest: begun.subarray(1) }
    const at = findBlockEnd(begun)
    const part = at === -1 ? begun : begun.subarray(0, at)
    if (state.size + part.length > maxBytes()) return 'too-large'
    keep(part)
    return at === -1 ? undefined : { message: finish(), rest: begun.subarray(at + 2) }
  }

  return {
    /** Bytes of a message that has begun and not ended. */
    held: () => state.size,
    isMidway: () => state.inFrame,
    /** Bytes between frames that were no end of a line. */
    skipped: () => state.skipped,

    /** The next message and what follows it; undefined when more must come first. */
    read(bytes: Buffer): { message: Buffer; rest: Buffer } | FrameError | undefined {
      const begun = state.inFrame ? bytes : begin(bytes)
      if (begun === undefined || typeof begun === 'string') return begun
      if (isUtf16(begun)) return readUtf16(begun)
      const ends = begun.indexOf(end)
      const part = ends === -1 ? begun : begun.subarray(0, ends)
      if (state.size + part.length > maxBytes()) return 'too-large'
      if (part.includes(start)) return 'no-frame'
      keep(part)
      if (ends === -1) return undefined
      // The carriage return may be on its way: it is skipped before the next frame.
      return { message: finish(), rest: begun.subarray(ends + 1) }
    },
  }
}
