// Follows the record, and decides which alerts begin, continue and end.
import type { Channel } from '@mediary/contract/channels'
import type { NewContactGroup } from '@mediary/contract/operations/contact-groups'
import type { User } from '@mediary/contract/users'
import { findLanguage, type NoticeSettingsStore, type NoticeStore } from '../notices/index.ts'
import type { Claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { OvertakenError, type Progress } from '../platform/database/progress.ts'
import { every, type Periodic } from '../platform/every.ts'
import { heldClaim } from '../platform/following/held-claim.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { boundedWatermark } from '../workers/index.ts'
import { listRules } from './alert-rules.ts'
import { buildNotice } from './build-notice.ts'
import { type AlertRule, type AlertState, advance, type Ended, newState } from './rules.ts'
import { alertStore, sortRows } from './store.ts'

const times = { round: 1_000, claim: 15_000, renewClaim: 5_000, saveIdle: 60_000 }
/** Milliseconds. Transactions that no worker makes are recorded at once. */
const margin = 1_000
/** Milliseconds. A transaction that takes longer is noted as unfinished, so that it does not hold up the others. */
const maxWait = 60_000
const batch = 1_000
const maxUnfinished = 10_000

type Deps = {
  channels: { list: () => Promise<Channel[]> }
  contactGroups: { list: () => Promise<(NewContactGroup & { _id: string })[]> }
  users: { list: () => Promise<User[]> }
  notices: Pick<NoticeStore, 'add'>
  settings: Pick<NoticeSettingsStore, 'read'>
  /** Returns a number that grows with every change of the configuration. */
  lastChange: () => Promise<number>
  /** Returns when a day began, in the time zone of the installation. */
  findDayStart: (now: number) => number
  claims: Claims
  now?: () => number
  log: Log
}

/** Fires the alerts of channels, off the path of requests. One process of an installation does it at a time. */
export const alertFollower = (database: Database, deps: Deps): Periodic => {
  const follower = new AlertFollower(database, deps)
  return every(times.round, 'following the record for alerts', (stopping) => follower.run(stopping), deps.log)
}

class AlertFollower {
  readonly #database
  readonly #store
  readonly #claim
  readonly #deps
  #rules: { change: number; all: AlertRule[] } | undefined
  #progress: Progress | undefined
  #states: Map<string, AlertState> | undefined
  #savedAt = 0

  constructor(database: Database, deps: Deps) {
    this.#database = database
    this.#store = alertStore(database)
    this.#claim = heldClaim(deps.claims, 'alerts', times)
    this.#deps = deps
  }

  async run(stopping: AbortSignal) {
    if (!(await this.#claim.hold())) {
      this.#states = undefined
      return
    }
    try {
      while (!stopping.aborted && (await this.#step()));
    } catch (error) {
      // It is read again: another process may have gone on.
      this.#states = undefined
      this.#claim.forget()
      if (!(error instanceof OvertakenError)) throw error
    }
  }

  /** Follows a part of the record. Returns true when there is more. */
  async #step(): Promise<boolean> {
    const now = (this.#deps.now ?? Date.now)()
    this.#rules = await this.#readRules()
    const states = await this.#readStates()
    const former = this.#progress
    const start = former ?? { after: leastIdAt(now - maxWait), unfinished: [], version: 0 }
    const watermark = await boundedWatermark(this.#database, { margin, maxWait }, now)
    if (this.#rules.all.length === 0 && states.size === 0) {
      await this.#skip(former, start, watermark, now)
      return false
    }
    const rows = await this.#store.listAfter(start.after, watermark, batch)
    const late = start.unfinished.length ? await this.#store.listEnded(start.unfinished) : []
    const found = sortRows(rows)
    const ended = [...sortRows(late).ended, ...found.ended]
    const lateIds = new Set(late.map(({ id }) => id))
    const unfinished = [...start.unfinished.filter((id) => !lateIds.has(id)), ...found.unfinished].slice(-maxUnfinished)
    const next = { after: rows.at(-1)?.id ?? start.after, unfinished, version: start.version + 1 }
    await this.#advanceAll(former, next, ended, states, now)
    return rows.length === batch
  }

  async #advanceAll(
    former: Progress | undefined,
    next: Progress,
    ended: readonly Ended[],
    states: Map<string, AlertState>,
    now: number,
  ) {
    const rules = this.#rules?.all ?? []
    const byChannel = Map.groupBy(ended, ({ channel }) => channel)
    const clock = { now, dayStart: this.#deps.findDayStart(now) }
    const results = rules.map((rule) => {
      const state = states.get(rule.id) ?? newState
      return { rule, former: state, ...advance(rule, state, byChannel.get(rule.channel.id) ?? [], clock) }
    })
    const changed = results.filter(({ former, state }) => JSON.stringify(former) !== JSON.stringify(state))
    const known = new Set(rules.map(({ id }) => id))
    const removed = [...states.keys()].filter((id) => !known.has(id))
    if (ended.length + changed.length + removed.length === 0 && former && next.after === former.after) return
    const notices = await this.#buildNotices(results, now)
    const saved = new Map(changed.map(({ rule, state }) => [rule.id, state]))
    await this.#store.save(former, next, { changed: saved, removed }, (trx) => this.#deps.notices.add(notices, trx))
    this.#progress = next
    for (const [id, state] of saved) states.set(id, state)
    for (const id of removed) states.delete(id)
  }

  async #buildNotices(results: ({ rule: AlertRule } & Pick<ReturnType<typeof advance>, 'messages'>)[], now: number) {
    if (results.every(({ messages }) => messages.length === 0)) return []
    const { instance, consoleUrl, language } = await this.#deps.settings.read()
    const users = new Map((await this.#deps.users.list()).map((user) => [user.email, user]))
    return results.flatMap(({ rule, messages }) =>
      messages.map((message) => {
        const own = findLanguage(users.get(message.person.user), language)
        return buildNotice(rule, message, { instance, consoleUrl, language: own, now })
      }),
    )
  }

  /** Without alerts nothing is read but the newest id. */
  async #skip(former: Progress | undefined, start: Progress, watermark: string, now: number) {
    const after = (await this.#store.newest(watermark)) ?? start.after
    if (former && (after <= start.after || now - this.#savedAt < times.saveIdle)) return
    const next = { after: after > start.after ? after : start.after, unfinished: [], version: start.version + 1 }
    await this.#store.save(former, next, { changed: new Map(), removed: [] }, async () => undefined)
    this.#progress = next
    this.#savedAt = now
  }

  async #readRules() {
    const change = await this.#deps.lastChange()
    if (this.#rules?.change === change) return this.#rules
    const groups = new Map((await this.#deps.contactGroups.list()).map((group) => [group._id, group]))
    const accounts = new Map((await this.#deps.users.list()).map((user) => [user.email, user]))
    return { change, all: listRules(await this.#deps.channels.list(), groups, accounts) }
  }

  async #readStates() {
    if (this.#states) return this.#states
    this.#progress = await this.#store.readProgress()
    this.#states = await this.#store.readStates()
    return this.#states
  }
}
