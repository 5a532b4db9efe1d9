// Moves the bodies of finished partitions to objects of a bucket, and takes out of the objects what is removed.
import { setTimeout as pause } from 'node:timers/promises'
import type { ColdBodies } from '../../bodies/index.ts'
import type { Claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import { every, type Periodic } from '../../platform/every.ts'
import { leastIdAt } from '../../platform/ids.ts'
import type { Log } from '../../platform/log.ts'
import {
  isPartitionPackable,
  listEndedPartitions,
  movePartition,
  type PackedPartition,
  packPartition,
} from '../../transactions/index.ts'
import type { Removals } from '../removals.ts'

const claim = 'cold bodies'
const claimFor = 10 * 60_000
const hour = 3_600_000
const interval = 5 * 60_000
const stopTimeout = 2_000

type Deps = {
  cold: ColdBodies
  claims: Claims
  /** Partitions are moved when they ended so many hours ago. */
  afterHours: number
  /** Lists the nodes that could not read what is moved. */
  listUnable: () => Promise<string[]>
  /** Keeps versions out that could not read what is moved. */
  requireVersion: () => Promise<void>
  removals: Pick<Removals, 'note'>
  /** Something was moved. */
  changed?: () => void
  log: Log
}

type MayGoOn = () => Promise<boolean>
type Forgotten = { transactions: number; chunks: number }
type Run = { now?: number; stopping?: AbortSignal }

const nothing: Forgotten = { transactions: 0, chunks: 0 }

/** The work on bodies in objects. One node does it, and one thing at a time. A bucket that does not answer is tried again. */
export class ColdRounds {
  #database: Database
  #deps: Deps
  /** What was packed while somebody read the partition for long, such as a backup. */
  #waiting: PackedPartition | undefined
  #last: Promise<unknown> = Promise.resolve()
  #isRunning = false

  constructor(database: Database, deps: Deps) {
    this.#database = database
    this.#deps = deps
  }

  /** Moves what is finished. Returns how many partitions were moved; undefined when another node is at it. */
  run({ now = Date.now(), stopping }: Run = {}): Promise<number | undefined> {
    return this.#inTurn<number | undefined>(stopping, undefined, 0, async (mayGoOn) => {
      await this.#forget(mayGoOn, now)
      return this.#pack(mayGoOn, now)
    })
  }

  /** Takes out of the objects what was removed. A round under way, which may take long, does it before its next partition. */
  async forget(now: number): Promise<Forgotten> {
    if (this.#isRunning) return nothing
    return this.#inTurn(undefined, nothing, nothing, (mayGoOn) => this.#forget(mayGoOn, now))
  }

  /** Runs work after the one before. `busy`: the result when another node is at it. `failed`: the result when the bucket fails. */
  #inTurn<T>(stopping: AbortSignal | undefined, busy: T, failed: T, work: (mayGoOn: MayGoOn) => Promise<T>) {
    const { cold, claims, log } = this.#deps
    const mayGoOn = async () => !stopping?.aborted && (await claims.take(claim, claimFor))
    const next = this.#last.then(async () => {
      if (cold.bucket === undefined || !(await mayGoOn())) return busy
      this.#isRunning = true
      try {
        return await work(mayGoOn)
      } catch (error) {
        log.warn(
          { err: error },
          'old bodies could not be moved to the bucket, or not be removed there; it is tried again',
        )
        return failed
      } finally {
        this.#isRunning = false
        // Another node, or the next process of this one, need not wait.
        await claims.release(claim)
      }
    })
    this.#last = next.catch(() => undefined)
    return next
  }

  async #forget(mayGoOn: MayGoOn, now: number): Promise<Forgotten> {
    const { cold, removals, log } = this.#deps
    // What a former attempt has left would stand in the way of another.
    await this.#clean()
    const { removed, unreadable } = await cold.rewrite(mayGoOn)
    for (const { channel, transactions, bytes } of removed)
      await removals.note({ channel, what: 'bodies', transactions, bytes }, now)
    if (unreadable.length > 0)
      log.error(
        { objects: unreadable },
        'objects with bodies are missing or damaged: what is removed of them is still there',
      )
    await this.#clean()
    return {
      transactions: removed.reduce((sum, { transactions }) => sum + transactions, 0),
      chunks: removed.reduce((sum, { chunks }) => sum + chunks, 0),
    }
  }

  #clean() {
    return this.#deps.cold.clean(this.#waiting?.objects.map(({ object }) => object) ?? [])
  }

  async #pack(mayGoOn: MayGoOn, now: number): Promise<number> {
    const { cold, afterHours, listUnable, log } = this.#deps
    const unable = await listUnable()
    if (unable.length > 0) {
      log.warn({ nodes: unable }, 'bodies are not moved to the bucket: these nodes have another version, or no bucket')
      return 0
    }
    let moved = 0
    if (this.#waiting && (await this.#move(this.#waiting))) moved++
    for (const partition of await listEndedPartitions(this.#database, leastIdAt(now - afterHours * hour))) {
      if (this.#waiting || !(await mayGoOn())) break
      if (!(await isPartitionPackable(this.#database, partition))) continue
      const packed = await packPartition(this.#database, partition, { cold, mayGoOn })
      if (packed && (await this.#move(packed))) moved++
      await this.#forget(mayGoOn, now)
    }
    return moved
  }

  async #move(packed: PackedPartition): Promise<boolean> {
    const { listUnable, requireVersion, changed, log } = this.#deps
    this.#waiting = undefined
    await requireVersion()
    const outcome = await movePartition(this.#database, packed, async () => (await listUnable()).length === 0)
    if (outcome === 'busy') this.#waiting = packed
    const { objects, rows, partition } = packed
    const done = { partition: partition.name, outcome, objects: objects.length, chunks: rows }
    log.info(done, 'a partition of bodies was packed for the bucket')
    if (outcome === 'moved') changed?.()
    return outcome === 'moved'
  }
}

/** Moves bodies to the bucket at once, and every few minutes. */
export function keepColdRounds(rounds: ColdRounds, log: Log): Periodic {
  const moving = every(interval, 'moving old bodies to the bucket', (stopping) => rounds.run({ stopping }), log)
  setImmediate(() => void moving.run())
  return {
    run: moving.run,
    /** A bucket that hangs holds nobody up: a round may be interrupted at any moment. */
    stop: () => Promise.race([moving.stop(), pause(stopTimeout, undefined, { ref: false })]),
  }
}
