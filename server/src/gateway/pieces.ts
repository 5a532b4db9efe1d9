import type { Recorder } from '../transactions/index.ts'

// Bodies up to `inline` bytes stand in the transaction's row and are delivered in one piece; larger ones are recorded in
// pieces of `piece` bytes while they pass, so that memory is bounded whatever their size.
export const bodySizes = { inline: 64 * 1024, piece: 256 * 1024 }

// The buffers of a body that has passed are garbage outside V8's heap, which V8 would let grow by 64 MB before it looks.
const collectEvery = 32

type Options = { transactionId: string; store: boolean; recorder: Recorder }

/** Keeps a body for the record: whole while it is small, in pieces from then on. */
export function pieces(part: 'request' | 'response', { transactionId, store, recorder }: Options) {
  const state = { size: 0, n: 0, small: [] as Buffer[], page: undefined as Buffer | undefined, filled: 0 }

  const write = () => {
    if (state.n % collectEvery === collectEvery - 1) globalThis.gc?.({ type: 'minor' })
    const bytes = state.page?.subarray(0, state.filled) ?? Buffer.alloc(0)
    return recorder.chunk({ id: transactionId, part, n: state.n++, bytes }).then(() => {
      state.filled = 0
    })
  }

  // One page is filled again and again: a new one for each piece would be a gigabyte of garbage for a gigabyte of body.
  const append = (chunk: Buffer): Promise<void> | undefined => {
    state.page ??= Buffer.allocUnsafeSlow(bodySizes.piece)
    const fits = chunk.copy(state.page, state.filled)
    state.filled += fits
    if (state.filled < bodySizes.piece) return undefined
    return write().then(() => append(chunk.subarray(fits)))
  }

  const isSmall = () => state.size <= bodySizes.inline

  return {
    size: () => state.size,

    /** Resolves when the piece it filled is committed; the next chunk may only come then. */
    add(chunk: Buffer): Promise<void> | undefined {
      state.size += chunk.length
      if (!store) return undefined
      if (!isSmall()) {
        const first = state.small.length ? joined([...state.small, chunk]) : chunk
        state.small = []
        return append(first)
      }
      state.small.push(chunk)
      return undefined
    },

    /** Writes the last piece, when there is one. A body that is small enough stays for its transaction's row. */
    flush: (): Promise<void> | undefined => (state.filled ? write() : undefined),

    /** The whole body when it is small enough for its transaction's row. */
    small: (): Uint8Array | null => (store && isSmall() ? joined(state.small) : null),
  }
}

/** Without a copy when there is but one. */
export const joined = (chunks: Buffer[]) => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))
