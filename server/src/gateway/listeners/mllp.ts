/** The minimal lower layer protocol of HL7: a vertical tab, the message, a file separator and a carriage return. */
const [start, end, carriageReturn, lineFeed] = [0x0b, 0x1c, 0x0d, 0x0a]

export type FrameError = 'no-frame' | 'too-large'

/** Neither sign may stand in a message: whoever reads it would see two. */
export const hasBlockCharacters = (bytes: Uint8Array) => bytes.includes(start) || bytes.includes(end)

export const frame = (message: Uint8Array) => Buffer.concat([Buffer.of(start), message, Buffer.of(end, carriageReturn)])

export const blockCharacters = { before: Buffer.of(start), after: Buffer.of(end, carriageReturn) }

export type FrameReader = ReturnType<typeof frameReader>

/** Takes messages out of what a connection brings. Never holds more than one, of `largest` bytes at most, and its rest. */
export function frameReader(largest: () => number) {
  const state = { left: [] as Buffer[], size: 0, inFrame: false }

  const keep = (bytes: Buffer) => {
    if (bytes.length) state.left.push(bytes)
    state.size += bytes.length
  }

  /** Where the frame starts; what stands between frames may only be the end of a line. */
  const begin = (bytes: Buffer): Buffer | FrameError | undefined => {
    const at = bytes.findIndex((byte) => byte !== carriageReturn && byte !== lineFeed)
    if (at === -1) return undefined
    if (bytes[at] !== start) return 'no-frame'
    state.inFrame = true
    return bytes.subarray(at + 1)
  }

  const finish = (): Buffer => {
    const message = Buffer.concat(state.left)
    Object.assign(state, { left: [], size: 0, inFrame: false })
    return message
  }

  return {
    /** Bytes of a message that has begun and not ended. */
    held: () => state.size,
    isMidway: () => state.inFrame,

    /** The next message and what follows it; undefined when more must come first. */
    read(bytes: Buffer): { message: Buffer; rest: Buffer } | FrameError | undefined {
      const begun = state.inFrame ? bytes : begin(bytes)
      if (begun === undefined || typeof begun === 'string') return begun
      const ends = begun.indexOf(end)
      const part = ends === -1 ? begun : begun.subarray(0, ends)
      if (state.size + part.length > largest()) return 'too-large'
      if (part.includes(start)) return 'no-frame'
      keep(part)
      if (ends === -1) return undefined
      // The carriage return may be on its way: it is skipped before the next frame.
      return { message: finish(), rest: begun.subarray(ends + 1) }
    },
  }
}
