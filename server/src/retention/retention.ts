import type { Channel } from '@mediary/contract/channels'
import { deleteOldEventPatients } from '../audit-events/index.ts'
import { deleteOldAudits } from '../audits/index.ts'
import { type BodyKeys, deleteOldBodyViews, hasRemovedInBucket, toMonth } from '../bodies/index.ts'
import { deleteOldChannelAudits } from '../channels/index.ts'
import { deleteOldHistory } from '../history/index.ts'
import type { LegalHolds } from '../holds/index.ts'
import { deleteOrphanedNotes } from '../notes/index.ts'
import type { Claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { every, type Periodic } from '../platform/every.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { deleteOldRefusals } from '../refusals/index.ts'
import type { Settings } from '../settings/settings.ts'
import { overwriteRemoved, type TransactionSearch, tidyBodyFiles } from '../transactions/index.ts'
import { dropDueBodies, findBodyDays, findLongestBodyDays } from './drop-due.ts'
import { compact, giveBack } from './give-back.ts'
import type { Removals } from './removals.ts'
import { type Removed, Remover, type What } from './remove.ts'

const day = 86_400_000
const claimFor = 10 * 60_000
const retryLog = 10_000
const lookAgain = day
/** The age at which the list of removals is deleted. */
const removalDays = 400

type Deps = {
  channels: { list: () => Promise<Channel[]> }
  search: Pick<TransactionSearch, 'ids'>
  keys: Pick<BodyKeys, 'list' | 'destroy'>
  holds: Pick<LegalHolds, 'findHeld' | 'isMonthHeld' | 'isRangeHeld'>
  claims: Claims
  removals: Pick<Removals, 'note' | 'forget'>
  /** Takes out of the bucket what was removed. */
  cold?: { forget: (now: number) => Promise<Pick<Removed, 'transactions' | 'chunks'>> } | undefined
  /** Something was removed. */
  changed?: () => void
  settings: Settings['retention']
  log: Log
}

/** Removes expired data. Age alone decides; a run remembers only where the previous one stopped. */
export class Retention {
  #database: Database
  #deps: Deps
  #remover
  #marks = new Map<string, string>()
  #marksSince = 0
  #running: Promise<Ran> | undefined

  constructor(database: Database, deps: Deps) {
    this.#database = database
    this.#deps = deps
    this.#remover = new Remover(database, deps.search, deps.holds)
  }

  /** Returns what was removed; undefined when another node is at it. */
  async run({ now = Date.now(), stopping }: Run = {}): Promise<Ran | undefined> {
    await this.#destroyExpiredKeys(now)
    if (!(await this.#claim())) return undefined
    this.#running ??= this.#removeAll(now, stopping).finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  compact() {
    return compact(this.#database)
  }

  async #removeAll(now: number, stopping: AbortSignal | undefined): Promise<Ran> {
    const { channels, settings, changed, log } = this.#deps
    // An imported transaction may be older than what a former run has seen.
    if (now - this.#marksSince > lookAgain) {
      this.#marks.clear()
      this.#marksSince = now
    }
    // What a former run did not come to.
    await overwriteRemoved(this.#database)
    const ran = { bodies: 0, records: 0, chunks: 0, overBudget: 0, leftInBucket: false }
    const listed = await channels.list()
    const dropped = await this.#drop(listed, now)
    ran.bodies += dropped.transactions
    ran.chunks += dropped.chunks
    for (const channel of listed) {
      if (stopping?.aborted || !(await this.#claim())) break
      const { maxRecordAgeDays = settings.recordDays, maxBodyAgeDays = settings.bodyDays } = channel
      const waits = findBodyDays(channel, settings) === findLongestBodyDays(listed, settings)
      const upTo = { now, waitFrom: waits ? dropped.waitFrom : undefined }
      const records = await this.#removeOlder('records', channel, maxRecordAgeDays, upTo)
      const bodies = await this.#removeOlder('bodies', channel, maxBodyAgeDays, upTo)
      ran.records += records.transactions
      ran.bodies += bodies.transactions
      ran.chunks += records.chunks + bodies.chunks
    }
    const forgotten = await this.#deps.cold?.forget(now)
    ran.bodies += forgotten?.transactions ?? 0
    ran.chunks += forgotten?.chunks ?? 0
    ran.leftInBucket = await hasRemovedInBucket(this.#database)
    if (ran.leftInBucket)
      log.warn(
        'what was removed still stands in the bucket of old bodies; the next run tries again, but for damaged objects',
      )
    await this.#removeOldRows(now)
    ran.overBudget = await this.#keepBudget(now)
    await tidyBodyFiles(this.#database, { claims: this.#deps.claims, stopping })
    if (ran.records + ran.chunks + ran.overBudget === 0) return ran
    const deleted = ran.records + ran.chunks - dropped.chunks - (forgotten?.chunks ?? 0) + ran.overBudget
    if (deleted > 0 && !(await giveBack(this.#database))) this.#emptyLogLater()
    changed?.()
    log.info(ran, 'what has reached its age was removed')
    return ran
  }

  /** Drops whole partitions of bodies. */
  async #drop(channels: readonly Channel[], now: number) {
    const { settings, holds, removals } = this.#deps
    const { contents, waitFrom } = await dropDueBodies(this.#database, { channels, ages: settings, holds, now })
    const dropped = { transactions: 0, chunks: 0, waitFrom }
    for (const { channel, transactions, chunks, bytes } of contents) {
      dropped.transactions += transactions
      dropped.chunks += chunks
      await removals.note({ channel: channel ?? undefined, what: 'bodies', transactions, bytes }, now)
    }
    return dropped
  }

  async #removeOlder(what: What, channel: Channel, days: number | undefined, { now, waitFrom }: UpTo) {
    if (days === undefined) return nothing
    const { removals } = this.#deps
    const aged = leastIdAt(now - days * day)
    const before = waitFrom !== undefined && waitFrom < aged ? waitFrom : aged
    const name = `${what} ${channel._id}`
    const after = this.#marks.get(name) ?? ''
    const { removed, mark } = await this.#remover.removeOlder(what, channel._id, { after, before })
    this.#marks.set(name, mark)
    await removals.note({ channel: channel._id, what, ...removed }, now)
    return removed
  }

  /** Every node does it, because each may have keys of its own. */
  async #destroyExpiredKeys(now: number) {
    const { channels, keys, holds, settings } = this.#deps
    const listed = keys.list()
    if (listed.length === 0) return
    const shortestAges = new Map(
      (await channels.list()).map((channel) => [channel._id, findBodyDays(channel, settings)]),
    )
    for (const { channel, month } of listed) {
      const days = shortestAges.get(channel) ?? Number.POSITIVE_INFINITY
      if (days === Number.POSITIVE_INFINITY || month >= toMonth(now - days * day)) continue
      if (!(await holds.isMonthHeld(channel, month))) keys.destroy(channel, month)
    }
  }

  async #removeOldRows(now: number) {
    const { refusalDays, auditDays, historyDays } = this.#deps.settings
    await this.#deps.removals.forget(now - removalDays * day)
    await this.#remover.removeOldRows(deleteOldHistory, now - historyDays * day)
    if (refusalDays !== undefined) await this.#remover.removeOldRows(deleteOldRefusals, now - refusalDays * day)
    await deleteOrphanedNotes(this.#database)
    if (auditDays === undefined) return
    for (const deleteOld of [deleteOldBodyViews, deleteOldChannelAudits, deleteOldAudits, deleteOldEventPatients])
      await this.#remover.removeOldRows(deleteOld, now - auditDays * day)
  }

  async #keepBudget(now: number) {
    const { maxBodiesMB } = this.#deps.settings
    if (maxBodiesMB === undefined) return 0
    const excess = (await this.#remover.measure()) - maxBodiesMB * 1024 * 1024
    if (excess <= 0) return 0
    const removed = await this.#remover.removeOldest(excess)
    await this.#deps.removals.note({ channel: undefined, what: 'over-budget', ...removed }, now)
    if (removed.bytes < excess)
      this.#deps.log.warn(
        { missing: excess - removed.bytes },
        'the size budget is exceeded: what is left is under way or held',
      )
    return removed.bytes
  }

  #emptyLogLater() {
    setTimeout(() => {
      void giveBack(this.#database).then(
        (done) => done || this.#emptyLogLater(),
        (error: unknown) => this.#deps.log.error({ err: error }, 'the disk could not be given back'),
      )
    }, retryLog).unref()
  }

  #claim() {
    return this.#deps.claims.take('retention', claimFor)
  }
}

type UpTo = { now: number; waitFrom: string | undefined }
/** Ends early when `stopping` is aborted. */
type Run = { now?: number; stopping?: AbortSignal }
type Ran = { bodies: number; records: number; chunks: number; overBudget: number; leftInBucket: boolean }
const nothing: Removed = { transactions: 0, chunks: 0, bytes: 0 }

/** Removes what has reached its age: at once, and every so many minutes. */
export function keepRetention(kept: Retention, { everyMinutes }: Settings['retention'], log: Log): Periodic {
  const removing = every(
    everyMinutes * 60_000,
    'removing what has reached its age',
    (stopping) => kept.run({ stopping }),
    log,
  )
  setImmediate(() => void removing.run())
  return removing
}
