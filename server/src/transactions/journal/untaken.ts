import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { FrameEnd } from '../../platform/journal/writer.ts'
import type { Entry } from '../recording/entries.ts'
import { journalPositions } from './positions.ts'

type Frame = FrameEnd & { oldest: string }

// Many frames of one file count as one, so that memory stays bounded while nobody takes them over.
const maxFrames = 10_000

/** Knows what this process has written to its journals and SQLite does not have yet. */
export class UntakenEntries {
  readonly #positions
  #frames: Frame[] = []

  constructor(sqlite: DatabaseSync) {
    this.#positions = journalPositions(sqlite)
  }

  add(entries: readonly Entry[], end: FrameEnd) {
    const oldest = entries.reduce(
      (least, { value }) => (value.id < least ? value.id : least),
      entries[0]?.value.id ?? '',
    )
    const last = this.#frames.at(-1)
    if (last && last.file === end.file && this.#frames.length >= maxFrames) {
      last.end = end.end
      if (oldest < last.oldest) last.oldest = oldest
    } else this.#frames.push({ ...end, oldest })
  }

  /** Returns the oldest transaction with an entry that SQLite does not have. */
  findOldest(): string | undefined {
    const positions = new Map<number, number>()
    const findPosition = ({ file, path }: Frame) => {
      const known =
        positions.get(file) ?? this.#positions.find(file) ?? (existsSync(path) ? 0 : Number.MAX_SAFE_INTEGER)
      positions.set(file, known)
      return known
    }
    this.#frames = this.#frames.filter((frame) => findPosition(frame) < frame.end)
    let oldest: string | undefined
    for (const frame of this.#frames) if (oldest === undefined || frame.oldest < oldest) oldest = frame.oldest
    return oldest
  }
}
