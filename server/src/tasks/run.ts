import type { RerunChange } from '@mediary/contract/transactions'
import type { Database } from '../platform/database/database.ts'
import { type CompanionStatement, linkToParent, type TransactionSearch } from '../transactions/index.ts'
import { collectItems, discard } from './collect.ts'
import { lease, type TaskLeases } from './lease.ts'
import type { Edit } from './request-edits.ts'
import type { TaskItemRow, TaskRow } from './rows.ts'
import { findNext } from './rules.ts'
import { syncOutcomes } from './sync-outcomes.ts'
import type { Wake } from './wake.ts'

/** A transaction to be sent again, and what its beginning must prove in its own commit. */
export type Order = {
  transaction: string
  edit: Edit | undefined
  by: string
  attempt: number | undefined
  routes: string[] | undefined
  companions: (id: string, changes: RerunChange[] | null) => CompanionStatement[]
}

/** `lost`: the proof failed, nothing was begun. `ended` never rejects: the record tells how it went. */
type Repeated = { begun: string; ended: Promise<void> } | { refused: string } | 'lost'

/** Sends a recorded transaction through the gateway once more. */
export type Repeat = (order: Order) => Promise<Repeated>

type Runner = {
  database: Database
  search: TransactionSearch
  leases: TaskLeases
  owner: string
  repeat: Repeat
  /** Ends the wait for something to happen. */
  wake: Wake
  /** There is something new to see of a task. */
  progressed: () => void
  stopping: () => boolean
}

/** The interval at which a waiting task reads the store again: another node may have paused it. */
const beat = 1_000
// The number of rows that a task ordered by key searches for one whose key is free.
const lookAhead = 500

/** Works on a task until it has ended, is idle, or belongs to another process. */
export async function runTask(runner: Runner, taken: TaskRow): Promise<void> {
  const mine = new Map<number, Promise<void>>()
  const pace = rateLimiter()
  for (;;) {
    const task = await runner.leases.renew(taken.id)
    if (!task || runner.stopping()) break
    if (task.status === 'Deleting') {
      await Promise.all(mine.values())
      if (await discard(runner.database, task.id)) return runner.progressed()
      continue
    }
    await collectItems(runner, task, runner.owner)
    const synced = await syncOutcomes(runner.database, task.id)
    const started = task.status === 'Processing' && (await startNext(runner, task, mine, pace))
    if (synced || started || task.selection !== null) runner.progressed()
    if (started || task.selection !== null) continue
    if (mine.size === 0 && (await isIdle(runner, task))) return runner.progressed()
    await runner.wake.wait(Math.min(beat, pace.wait() || beat))
  }
  await Promise.all(mine.values())
  await syncOutcomes(runner.database, taken.id)
  await runner.leases.release(taken.id)
  runner.progressed()
}

/** Returns true when there is nothing to do now: the task has ended, waits for a mediator, or is paused. */
async function isIdle({ leases }: Runner, task: TaskRow): Promise<boolean> {
  const now = Date.now()
  if (task.status === 'Paused') {
    await leases.release(task.id, lease.pausedEvery)
    return true
  }
  if (await leases.conclude(task.id, 'Completed', now)) return true
  if ((await leases.listUnderWay(task.id)).length) return false
  return leases.conclude(task.id, 'Pending Async', now)
}

type RateLimiter = ReturnType<typeof rateLimiter>

/** Limits the starts to `rate` per second, evenly spaced. */
function rateLimiter() {
  const state = { next: 0 }
  return {
    wait: () => Math.max(0, state.next - Date.now()),
    started: (rate: number | null) => {
      if (rate) state.next = Math.max(state.next, Date.now() - 1000 / rate) + 1000 / rate
    },
  }
}

/** Begins the next row, if one may begin now. Rows begin one after the other, also when several are under way. */
async function startNext(runner: Runner, task: TaskRow, mine: Map<number, Promise<void>>, pace: RateLimiter) {
  if (pace.wait() > 0 || mine.size >= task.batch_size) return false
  const underWay = await runner.leases.listUnderWay(task.id)
  const running = new Map(underWay.map(({ n, order_key }) => [n, order_key]))
  if (running.size >= task.batch_size) return false
  const byKey = task.order_by !== 'time'
  const queued = await runner.leases.listQueued(task.id, byKey ? lookAhead : 1)
  const row = findNext(
    queued.map((row) => ({ ...row, orderKey: row.order_key })),
    running,
    byKey,
  )
  if (!row) return false
  return start(runner, task, row, mine, pace)
}

async function start(
  runner: Runner,
  task: TaskRow,
  row: TaskItemRow,
  mine: Map<number, Promise<void>>,
  pace: RateLimiter,
) {
  const result = await runner.repeat({
    transaction: row.transaction_id,
    edit: row.edit === null ? undefined : JSON.parse(row.edit),
    by: task.by,
    attempt: row.attempt ?? undefined,
    routes: row.routes === null ? undefined : JSON.parse(row.routes),
    companions: (id, changes) => [
      ...runner.leases.buildClaim(row, id),
      linkToParent({ id, parent: row.transaction_id, by: task.by, task: task.id, attempt: row.attempt, changes }),
    ],
  })
  if (result === 'lost') return true
  if ('refused' in result) {
    await runner.leases.refuse(row, result.refused)
    return true
  }
  pace.started(task.rate)
  const ended = result.ended.finally(() => {
    mine.delete(row.n)
    runner.wake.now()
  })
  mine.set(row.n, ended)
  return true
}
