import type { Channel } from '@mediary/contract/channels'
import { deleteOldAudits } from '../audits/index.ts'
import { type BodyKeys, deleteOldBodyViews, toMonth } from '../bodies/index.ts'
import { deleteOldChannelAudits } from '../channels/index.ts'
import { deleteOldHistory } from '../history/index.ts'
import type { Claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { every, type Periodic } from '../platform/every.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { deleteOldRefusals } from '../refusals/index.ts'
import type { Settings } from '../settings/settings.ts'
import type { TransactionSearch } from '../transactions/index.ts'
import { compact, giveBack } from './give-back.ts'
import type { Removals } from './removals.ts'
import { type Removed, remover, type What } from './remove.ts'

const day = 86_400_000
const claimFor = 10 * 60_000
const retryLog = 10_000
const lookAgain = day
/** The age at which the list of removals is deleted. */
const removalDays = 400

export type Retention = ReturnType<typeof retention>

type Deps = {
  channels: { list: () => Promise<Channel[]> }
  search: Pick<TransactionSearch, 'ids'>
  keys: Pick<BodyKeys, 'list' | 'destroy'>
  claims: Claims
  removals: Pick<Removals, 'note' | 'forget'>
  /** Something was removed. */
  changed?: () => void
  settings: Settings['retention']
  log: Log
}

/** Removes expired data. Age alone decides; a run remembers only where the previous one stopped. */
export function retention(
  database: Database,
  { channels, search, keys, claims, removals, settings, log, changed = () => undefined }: Deps,
) {
  const remove = remover(database, search)
  const state: { marks: Map<string, string>; marksSince: number; running: Promise<Ran> | undefined } = {
    marks: new Map(),
    marksSince: 0,
    running: undefined,
  }

  const removeOlder = async (what: What, channel: Channel, days: number | undefined, now: number) => {
    if (days === undefined) return nothing
    const before = now - days * day
    const name = `${what} ${channel._id}`
    const after = state.marks.get(name) ?? ''
    const { removed, mark } = await remove.older(what, channel._id, { after, before: leastIdAt(before) })
    state.marks.set(name, mark)
    await removals.note({ channel: channel._id, what, ...removed }, now)
    for (const key of keys.list())
      if (key.channel === channel._id && key.month < toMonth(before)) keys.destroy(key.channel, key.month)
    return removed
  }

  const removeRows = async (now: number) => {
    const { refusalDays, auditDays, historyDays } = settings
    await removals.forget(now - removalDays * day)
    await remove.olderRows(deleteOldHistory, now - historyDays * day)
    if (refusalDays !== undefined) await remove.olderRows(deleteOldRefusals, now - refusalDays * day)
    if (auditDays === undefined) return
    await remove.olderRows(deleteOldBodyViews, now - auditDays * day)
    await remove.olderRows(deleteOldChannelAudits, now - auditDays * day)
    await remove.olderRows(deleteOldAudits, now - auditDays * day)
  }

  const keepBudget = async (now: number) => {
    if (settings.maxBodiesMB === undefined) return 0
    const excess = (await remove.size()) - settings.maxBodiesMB * 1024 * 1024
    if (excess <= 0) return 0
    const removed = await remove.oldest(excess)
    await removals.note({ channel: undefined, what: 'over-budget', ...removed }, now)
    return removed.bytes
  }

  const run = async (now: number, stopping: AbortSignal | undefined): Promise<Ran> => {
    // An imported transaction may be older than what a former run has seen.
    if (now - state.marksSince > lookAgain) Object.assign(state, { marks: new Map(), marksSince: now })
    const ran = { bodies: 0, records: 0, chunks: 0, overBudget: 0 }
    for (const channel of await channels.list()) {
      if (stopping?.aborted || !(await claims.take('retention', claimFor))) break
      const records = await removeOlder('records', channel, channel.maxRecordAgeDays ?? settings.recordDays, now)
      const bodies = await removeOlder('bodies', channel, channel.maxBodyAgeDays ?? settings.bodyDays, now)
      ran.records += records.transactions
      ran.bodies += bodies.transactions
      ran.chunks += records.chunks + bodies.chunks
    }
    await removeRows(now)
    ran.overBudget = await keepBudget(now)
    if (ran.records + ran.chunks + ran.overBudget === 0) return ran
    if (!(await giveBack(database))) emptyLogLater()
    changed()
    log.info(ran, 'what has reached its age was removed')
    return ran
  }

  const emptyLogLater = () => {
    setTimeout(() => {
      void giveBack(database).then(
        (done) => done || emptyLogLater(),
        (error: unknown) => log.error({ err: error }, 'the disk could not be given back'),
      )
    }, retryLog).unref()
  }

  return {
    /** Undefined when another node is at it. */
    async run({ now = Date.now(), stopping }: Run = {}): Promise<Ran | undefined> {
      if (!(await claims.take('retention', claimFor))) return undefined
      state.running ??= run(now, stopping).finally(() => {
        state.running = undefined
      })
      return state.running
    },

    compact: () => compact(database),
  }
}

/** Ends early when `stopping` is aborted. */
type Run = { now?: number; stopping?: AbortSignal }
type Ran = { bodies: number; records: number; chunks: number; overBudget: number }
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
