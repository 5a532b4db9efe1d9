import type { Seal } from '../../bodies/index.ts'
import type { Recorder } from '../../transactions/index.ts'

// Bodies up to `whole` bytes are held in memory, recorded and delivered at once; larger ones are recorded in chunks of
// `chunk` bytes while they pass, so that memory is bounded whatever their size.
export const bodySizes = { whole: 64 * 1024, chunk: 256 * 1024 }

// The buffers of a body that has passed are garbage outside V8's heap, which V8 would let grow by 64 MB before it looks.
const collectEvery = 32

export type BodyRecording = {
  transactionId: string
  /** False when the body is not recorded. */
  store: boolean
  recorder: Recorder
  seal: Seal | undefined
  /** Takes the error of a chunk that could not be recorded. It throws, or lets the rest pass unrecorded. */
  onLost?: (error: unknown) => void
  /** Limits the bytes that are recorded of a larger body. */
  maxBytes?: number | undefined
}

/** A chunk as it is recorded: sealed, when its channel asks for it. */
type StoredChunk = { bytes: Uint8Array; key: string | null }

export const sealChunk = (seal: Seal | undefined, chunk: Parameters<Seal>[0]): StoredChunk =>
  seal ? seal(chunk) : { bytes: chunk.bytes, key: null }

/** Records one body: at once while it is small, in chunks from then on. */
export class BodyRecorder {
  size = 0
  private readonly name: string
  private readonly options: BodyRecording
  private readonly maxBytes: number
  private storing: boolean
  private written = 0
  private small: Buffer[] = []
  // One page is filled again and again: a new one for each chunk would be a gigabyte of garbage for a gigabyte of body.
  private page: Buffer | undefined
  private filled = 0
  private writing: Promise<void> | undefined

  constructor(bodyName: string, options: BodyRecording) {
    this.name = bodyName
    this.options = options
    this.storing = options.store
    this.maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY
  }

  /** Returns a promise when a chunk is being committed: the next bytes must wait for it. */
  add(chunk: Buffer): Promise<void> | undefined {
    const room = this.maxBytes - this.size
    this.size += chunk.length
    if (!this.storing) return undefined
    if (this.isSmall()) {
      this.small.push(chunk)
      return undefined
    }
    const stored = room >= chunk.length ? chunk : chunk.subarray(0, Math.max(0, room))
    const first = this.small.length ? truncate(this.maxBytes, joinChunks([...this.small, stored])) : stored
    this.small = []
    return first.length ? this.append(first) : undefined
  }

  /**
   * Writes the last chunk, when there is one, after the one that is being committed: an upstream may end its answer meanwhile.
   * A small body is recorded with its transaction.
   */
  flush(): Promise<void> | undefined {
    if (this.writing) return this.writing.then(() => this.flush())
    return this.filled ? this.write() : undefined
  }

  /** Returns the whole body when it is small enough to be recorded with its transaction. */
  getSmall(): StoredChunk | null {
    const { store, transactionId: id, seal } = this.options
    if (!store || !this.isSmall()) return null
    return sealChunk(seal, { id, part: this.name, n: 0, bytes: truncate(this.maxBytes, joinChunks(this.small)) })
  }

  isTruncated() {
    return this.options.store && this.size > this.maxBytes
  }

  private isSmall() {
    return this.size <= bodySizes.whole
  }

  private append(chunk: Buffer): Promise<void> | undefined {
    this.page ??= Buffer.allocUnsafeSlow(bodySizes.chunk)
    const copied = chunk.copy(this.page, this.filled)
    this.filled += copied
    if (this.filled < bodySizes.chunk) return undefined
    return this.write().then(() => (this.storing ? this.append(chunk.subarray(copied)) : undefined))
  }

  private write(): Promise<void> {
    const { transactionId: id, recorder, seal } = this.options
    if (this.written % collectEvery === collectEvery - 1) globalThis.gc?.({ type: 'minor' })
    const bytes = this.page?.subarray(0, this.filled) ?? Buffer.alloc(0)
    const chunk = { id, part: this.name, n: this.written++ }
    this.writing = recorder
      .chunk({ ...chunk, ...sealChunk(seal, { ...chunk, bytes }) })
      .catch((error: unknown) => this.giveUp(error))
      .then(() => {
        this.filled = 0
        this.writing = undefined
      })
    return this.writing
  }

  private giveUp(error: unknown) {
    const { onLost } = this.options
    if (!onLost) throw error
    onLost(error)
    this.storing = false
  }
}

/** Joins chunks without a copy when there is only one. */
export const joinChunks = (chunks: Buffer[]) => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))

export const truncate = (maxBytes: number | undefined, bytes: Buffer) =>
  maxBytes === undefined || bytes.length <= maxBytes ? bytes : bytes.subarray(0, maxBytes)
