// Follows the record and the refusals, and makes issues of them. Nothing here is on the path of a request.
import type { Channel } from '@mediary/contract/channels'
import type { Claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { every, type Periodic } from '../platform/every.ts'
import { Follower, type Position } from '../platform/following/follower.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { boundedWatermark } from '../workers/index.ts'
import { addOccurrences, healMembers } from './add-occurrences.ts'
import type { Occurrence } from './causes.ts'
import { hasEnded, type RecordedTransaction, recordReader, toRefusalOccurrence } from './read-record.ts'

/** Milliseconds. */
const times = {
  round: 2_000,
  claim: 20_000,
  renewClaim: 5_000,
  /** A position before which nothing failed is saved this often. */
  saveIdle: 60_000,
  /** The first position lies so far back. */
  first: 86_400_000,
  /** The count of a refusal grows for a second after its row was written. */
  refusalMargin: 5_000,
}
/** A transaction that takes longer than `maxWait` is noted as unfinished, so that it does not hold up the others. */
const watermark = { margin: 1_000, maxWait: 60_000 }
const batch = 1_000
const maxUnfinished = 10_000
const names = { transactions: 'issues', refusals: 'issues-refusals' }

type Deps = {
  channels: { list: () => Promise<Channel[]> }
  claims: Claims
  /** Called when issues have changed. */
  changed?: () => void
  now?: () => number
  log: Log
}

type Step = { occurrences: Occurrence[]; healed: string[]; next: Position; more: boolean }

/** Makes issues of failures and refusals. One process of an installation does it at a time. */
export const issueFollower = (database: Database, deps: Deps): Periodic => {
  const follower = new IssueFollower(database, deps)
  return every(times.round, 'following the record for issues', (stopping) => follower.run(stopping), deps.log)
}

class IssueFollower {
  readonly #database
  readonly #record
  readonly #follower
  readonly #deps
  constructor(database: Database, deps: Deps) {
    this.#database = database
    this.#follower = new Follower(database, deps.claims, { work: 'issues', ...times })
    this.#record = recordReader(database)
    this.#deps = deps
  }

  run = (stopping: AbortSignal) =>
    this.#follower.run(stopping, [() => this.#followTransactions(), () => this.#followRefusals()])

  #now = () => (this.#deps.now ?? Date.now)()

  async #followTransactions(): Promise<boolean> {
    const now = this.#now()
    const start = await this.#findStart(names.transactions, now)
    const until = await boundedWatermark(this.#database, watermark, now)
    const { rows, end, more } = await this.#record.readPart(start.after, until)
    const late = start.unfinished.length ? await this.#record.listEnded(start.unfinished) : []
    const { occurrences, healed } = await this.#record.judge([...late, ...rows.filter(hasEnded)])
    const next = { after: end, unfinished: listUnfinished(start.unfinished, late, rows) }
    await this.#save(names.transactions, { occurrences, healed, next, more }, now)
    return more
  }

  async #followRefusals(): Promise<boolean> {
    const now = this.#now()
    const start = await this.#findStart(names.refusals, now)
    const rows = await this.#record.listRefusals(start.after, leastIdAt(now - times.refusalMargin), batch)
    if (rows.length === 0) return false
    const channels = new Map((await this.#deps.channels.list()).map(({ _id, name }) => [name, _id]))
    const occurrences = rows.map((row) => toRefusalOccurrence(row, channels))
    const next = { after: rows.at(-1)?.id ?? start.after, unfinished: [] }
    await this.#save(names.refusals, { occurrences, healed: [], next, more: rows.length === batch }, now)
    return rows.length === batch
  }

  #findStart = (name: string, now: number) => this.#follower.findPosition(name, leastIdAt(now - times.first))

  /** A busy gateway without failures costs a write a minute. */
  async #save(name: string, { occurrences, healed, next, more }: Step, now: number) {
    const isNews = occurrences.length + healed.length > 0
    const write = async (trx: Database['kysely']) => {
      await addOccurrences(trx, occurrences)
      await healMembers(trx, healed, now)
    }
    await this.#follower.save(name, { next, more, now, write: isNews ? write : undefined })
    if (isNews) this.#deps.changed?.()
  }
}

function listUnfinished(
  former: readonly string[],
  late: readonly RecordedTransaction[],
  rows: readonly RecordedTransaction[],
): string[] {
  const ended = new Set(late.map(({ id }) => id))
  const unfinished = rows.filter((row) => !hasEnded(row)).map(({ id }) => id)
  return [...former.filter((id) => !ended.has(id)), ...unfinished].slice(-maxUnfinished)
}
