import { setTimeout as pause } from 'node:timers/promises'
import type { Claims } from '../../../platform/database/claims.ts'
import type { Database } from '../../../platform/database/database.ts'
import { every, type Periodic } from '../../../platform/every.ts'
import { heldClaim } from '../../../platform/following/held-claim.ts'
import { leastIdAt } from '../../../platform/ids.ts'
import type { Log } from '../../../platform/log.ts'
import { lowWatermark } from '../../../workers/index.ts'
import { segmentSize } from './segment.ts'
import { SegmentStore } from './store.ts'

/** `pauseFactor`: the indexer pauses after a segment for so many times the time that the segment took. */
type Options = { claims: Pick<Claims, 'take'>; log: Log; size?: number; pauseFactor?: number }

const claimedWork = 'search segments'
const times = { round: 1_000, claim: 60_000, renewClaim: 20_000, checkUnfinished: 10_000 }
/** Milliseconds. Transactions that no worker makes are recorded at once. */
const margin = 1_000
/** Milliseconds. A transaction that takes longer is indexed as unfinished, so that it does not hold up the others. */
const maxWait = 60_000
const maxUnfinishedSegments = 20
const maxReindexed = 50

/** Indexes recorded transactions in segments, off the path of requests. One process of an installation does it at a time. */
export function segmentIndexer(
  database: Database,
  { claims, log, size = segmentSize, pauseFactor = 1 }: Options,
): Periodic {
  const indexer = new SegmentIndexer(database, new SegmentStore(database, size), claims, pauseFactor)
  return every(times.round, 'indexing transactions for searches', (stopping) => indexer.run(stopping), log)
}

/**
 * A segment counts as invalidated from before it is read until it is written, so that a change of a transaction meanwhile is
 * not lost.
 */
class SegmentIndexer {
  #database
  #store
  #claim
  #pauseFactor
  #unfinishedCheckedAt = 0
  #unfinishedCheckedUpTo = ''

  constructor(database: Database, store: SegmentStore, claims: Pick<Claims, 'take'>, pauseFactor: number) {
    this.#database = database
    this.#store = store
    this.#claim = heldClaim(claims, claimedWork, times)
    this.#pauseFactor = pauseFactor
  }

  async run(stopping: AbortSignal) {
    if (!(await this.#claim.hold())) return
    await this.#checkUnfinished(Date.now())
    await this.#repeat(stopping, () => this.#reindexInvalidated(), maxReindexed)
    await this.#repeat(stopping, () => this.#append(Date.now()))
  }

  /** Does segment after segment while there is work, with pauses for others. */
  async #repeat(stopping: AbortSignal, work: () => Promise<boolean>, max = Number.POSITIVE_INFINITY) {
    for (let n = 0; n < max && !stopping.aborted; n++) {
      const started = performance.now()
      if (!(await this.#claim.hold()) || !(await work())) return
      await pause(Math.ceil((performance.now() - started) * this.#pauseFactor))
    }
  }

  /** Adds a segment when enough transactions follow the last one. */
  async #append(now: number): Promise<boolean> {
    const after = await this.#store.newest()
    const watermark = await this.#lowWatermark(now)
    // A worker whose clock is behind makes ids below those that were thought complete.
    if (after > watermark) await this.#store.removeFrom(watermark)
    const last = await this.#store.findEnd(after, watermark)
    if (last === undefined) return false
    await this.#store.insertEmpty(last)
    await this.#index(last)
    return true
  }

  async #lowWatermark(now: number) {
    const watermark = await lowWatermark(this.#database, margin, now)
    const earliest = leastIdAt(now - maxWait)
    return watermark < earliest ? earliest : watermark
  }

  async #index(last: string): Promise<void> {
    const changes = await this.#store.changes(last)
    const after = await this.#store.before(last)
    const middle = await this.#store.findEnd(after, last)
    if (changes === undefined) return
    if (middle !== undefined && (await this.#store.findEnd(middle, last)) !== undefined) return this.#split(middle)
    await this.#store.replace(await this.#store.build(after, last), changes)
  }

  /** Splits a segment that has grown beyond twice the usual size. */
  async #split(last: string) {
    await this.#store.insertEmpty(last)
    await this.#index(last)
  }

  async #reindexInvalidated(): Promise<boolean> {
    const last = await this.#store.findInvalidated()
    if (last !== undefined) await this.#index(last)
    return last !== undefined
  }

  /** Looks at some segments in turn: transactions that were unfinished there may have ended. */
  async #checkUnfinished(now: number) {
    if (now - this.#unfinishedCheckedAt < times.checkUnfinished) return
    this.#unfinishedCheckedAt = now
    const segments = await this.#store.findUnfinished(this.#unfinishedCheckedUpTo, maxUnfinishedSegments)
    this.#unfinishedCheckedUpTo = segments.length < maxUnfinishedSegments ? '' : (segments.at(-1)?.last ?? '')
    for (const segment of segments) await this.#store.invalidateIfEnded(segment)
  }
}
