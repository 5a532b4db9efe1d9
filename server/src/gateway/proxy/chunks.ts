import type { Seal } from '../../bodies/index.ts'
import type { Recorder } from '../../transactions/index.ts'

// Bodies up to `whole` bytes are held in memory, recorded and delivered in one piece; larger ones are recorded in
// pieces of `piece` bytes while they pass, so that memory is bounded whatever their size.
export const bodySizes = { whole: 64 * 1024, piece: 256 * 1024 }

// The buffers of a body that has passed are garbage outside V8's heap, which V8 would let grow by 64 MB before it looks.
const collectEvery = 32

type Options = {
  transactionId: string
  store: boolean
  recorder: Recorder
  seal: Seal | undefined
  /** Told when a piece could not be recorded: it throws, or lets the rest of the body pass unrecorded. */
  lost?: (error: unknown) => void
  /** So many bytes are kept of a larger one. */
  most?: number | undefined
}

/** As it is recorded: sealed, when its channel says so. */
export type Kept = { bytes: Uint8Array; key: string | null }

export const kept = (seal: Seal | undefined, piece: Parameters<Seal>[0]): Kept =>
  seal ? seal(piece) : { bytes: piece.bytes, key: null }

/** Keeps a body for the record: whole while it is small, in pieces from then on. */
export function pieces(
  part: string,
  { transactionId, store, recorder, seal, lost, most = Number.POSITIVE_INFINITY }: Options,
) {
  const state = {
    storing: store,
    size: 0,
    n: 0,
    small: [] as Buffer[],
    page: undefined as Buffer | undefined,
    filled: 0,
  }

  const write = () => {
    if (state.n % collectEvery === collectEvery - 1) globalThis.gc?.({ type: 'minor' })
    const bytes = state.page?.subarray(0, state.filled) ?? Buffer.alloc(0)
    const piece = { id: transactionId, part, n: state.n++ }
    const written = recorder.chunk({ ...piece, ...kept(seal, { ...piece, bytes }) })
    return written.catch(giveUp).then(() => {
      state.filled = 0
    })
  }

  const giveUp = (error: unknown) => {
    if (!lost) throw error
    lost(error)
    state.storing = false
  }

  // One page is filled again and again: a new one for each piece would be a gigabyte of garbage for a gigabyte of body.
  const append = (chunk: Buffer): Promise<void> | undefined => {
    state.page ??= Buffer.allocUnsafeSlow(bodySizes.piece)
    const fits = chunk.copy(state.page, state.filled)
    state.filled += fits
    if (state.filled < bodySizes.piece) return undefined
    return write().then(() => (state.storing ? append(chunk.subarray(fits)) : undefined))
  }

  const isSmall = () => state.size <= bodySizes.whole

  return {
    size: () => state.size,

    /** Resolves when the piece it filled is committed; the next chunk may only come then. */
    add(chunk: Buffer): Promise<void> | undefined {
      const room = most - state.size
      state.size += chunk.length
      if (!state.storing) return undefined
      if (!isSmall()) {
        const kept = room >= chunk.length ? chunk : chunk.subarray(0, Math.max(0, room))
        const first = state.small.length ? upTo(most, joined([...state.small, kept])) : kept
        state.small = []
        return first.length ? append(first) : undefined
      }
      state.small.push(chunk)
      return undefined
    },

    /** Writes the last piece, when there is one. A body that is small enough is recorded with its transaction. */
    flush: (): Promise<void> | undefined => (state.filled ? write() : undefined),

    /** The whole body when it is small enough to be recorded with its transaction. */
    small: (): Kept | null =>
      store && isSmall() ? kept(seal, { id: transactionId, part, n: 0, bytes: upTo(most, joined(state.small)) }) : null,

    isCut: () => store && state.size > most,
  }
}

/** Without a copy when there is but one. */
export const joined = (chunks: Buffer[]) => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))

export const upTo = (most: number | undefined, bytes: Buffer) =>
  most === undefined || bytes.length <= most ? bytes : bytes.subarray(0, most)
