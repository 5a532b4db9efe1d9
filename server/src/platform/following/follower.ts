import type { Claims } from '../database/claims.ts'
import type { Database } from '../database/database.ts'
import { OvertakenError, type Progress, readProgress, saveProgress } from '../database/progress.ts'
import { type ClaimTimes, heldClaim } from './held-claim.ts'

export type Position = Pick<Progress, 'after' | 'unfinished'>

/** `write`: writes what follows from the step; undefined when nothing does. `more`: another step follows at once. */
type Step = {
  next: Position
  more: boolean
  now: number
  write: ((trx: Database['kysely']) => Promise<void>) | undefined
}

/** `saveIdle`: a position before which there was nothing to write is saved this often, in milliseconds. */
type Times = ClaimTimes & { saveIdle: number }

/**
 * Follows rows in the order of their ids, from positions that stand in the store. What follows from the rows is written
 * together with the position. One process of an installation does it at a time.
 */
export class Follower {
  readonly #database
  readonly #claim
  readonly #times
  /** The positions as they are stored, and when this process saved them last. */
  #known = new Map<string, { progress: Progress | undefined; savedAt: number }>()
  /** Positions that have moved on without being saved. */
  #read = new Map<string, Position>()

  constructor(database: Database, claims: Claims, { work, ...times }: Times & { work: string }) {
    this.#database = database
    this.#claim = heldClaim(claims, work, times)
    this.#times = times
  }

  /** Does the steps in turn, each until it returns that there is no more. */
  async run(stopping: AbortSignal, steps: readonly (() => Promise<boolean>)[]) {
    if (!(await this.#claim.hold())) return this.#forget()
    try {
      for (const step of steps) while (!stopping.aborted && (await step()));
    } catch (error) {
      // The position is read again: another process may have gone on.
      this.#forget()
      this.#claim.forget()
      if (!(error instanceof OvertakenError)) throw error
    }
  }

  #forget() {
    this.#known.clear()
    this.#read.clear()
  }

  /** Returns the position of a name; `first` when there is none yet. */
  async findPosition(name: string, first: string): Promise<Position> {
    const read = this.#read.get(name)
    if (read) return read
    const progress = await readProgress(this.#database, name)
    this.#known.set(name, { progress, savedAt: 0 })
    return progress ?? { after: first, unfinished: [] }
  }

  async save(name: string, { next, more, now, write }: Step) {
    const { progress: former, savedAt = 0 } = this.#known.get(name) ?? {}
    const isSame = former?.after === next.after && former.unfinished.join() === next.unfinished.join()
    this.#read.set(name, next)
    if (!write && (isSame || (!more && now - savedAt < this.#times.saveIdle))) return
    const progress = { ...next, version: (former?.version ?? 0) + 1 }
    await this.#database.kysely.transaction().execute(async (trx) => {
      await saveProgress(trx, name, former, progress)
      await write?.(trx)
    })
    this.#known.set(name, { progress, savedAt: now })
  }
}
