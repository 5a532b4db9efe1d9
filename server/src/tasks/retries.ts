import type { Channel } from '@mediary/contract/channels'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { CompanionStatement } from '../transactions/index.ts'
import { internal, type RetryRow, type Tables } from './rows.ts'
import { backOff, mayAttempt } from './rules.ts'
import type { TaskStore } from './store.ts'

/** A transaction that failed. `routes` are those that failed, when the primary did not; `attempt` is which one it was itself. */
type FailedAttempt = { id: string; attempt: number; canRerun: boolean; routes: string[] | undefined }

/** Returns the statements that schedule a retry with the outcome of a failed transaction; none when its channel has no retries. */
export function buildRetry(channel: Channel, failed: FailedAttempt, now: number): CompanionStatement[] {
  const attempt = failed.attempt + 1
  if (!channel.autoRetryEnabled || !failed.canRerun || !mayAttempt(attempt, channel.autoRetryMaxAttempts)) return []
  return [
    {
      sql: `insert into retries (transaction_id, channel, due, attempt, routes) values ($1, $2, $3, $4, $5)
        on conflict (transaction_id) do update set routes = excluded.routes`,
      values: [
        failed.id,
        channel._id,
        now + backOff(channel.autoRetryPeriodMinutes, attempt),
        attempt,
        failed.routes ? JSON.stringify(failed.routes) : null,
      ],
    },
  ]
}

/** Builds the statement that deletes the scheduled retries of transactions. */
export const deleteRetries = (ids: readonly string[]) =>
  sql`delete from retries where transaction_id in (${sql.join(ids)})`

const atOnce = 1000

export type Retries = ReturnType<typeof retries>

/** Turns what is due into tasks, one for each channel: a slow one holds no other up. */
export function retries(
  database: Database,
  deps: { tasks: TaskStore; findChannel: (id: string) => Promise<Channel | undefined> },
) {
  const db = database.kysely.withTables<Tables>()

  /** The rows leave the queue in the commit that makes the task: several nodes do it once, and no crash loses one. */
  const toTask = (channel: string, now: number) =>
    db.transaction().execute(async (trx) => {
      const due = await trx
        .selectFrom('retries')
        .selectAll()
        .where('channel', '=', channel)
        .where('due', '<=', now)
        .orderBy('transaction_id')
        .limit(atOnce)
        .$if(database.engine === 'postgres', (q) => q.forUpdate().skipLocked())
        .execute()
      if (!due.length) return
      const ids = due.map(({ transaction_id }) => transaction_id)
      await trx.deleteFrom('retries').where('transaction_id', 'in', ids).execute()
      await deps.tasks.insert(trx, { by: internal, batchSize: 1, orderBy: 'time', paused: false }, due.map(toTaskItem))
    })

  return {
    async drain(now: number): Promise<void> {
      const due = await db
        .selectFrom('retries')
        .select('channel')
        .distinct()
        .where('due', '<=', now)
        .limit(atOnce)
        .execute()
      for (const { channel: id } of due) {
        const channel = await deps.findChannel(id)
        if (channel?.status === 'enabled' && channel.autoRetryEnabled) await toTask(id, now)
        // One that is only disabled may come back.
        else if (channel?.status !== 'disabled') await db.deleteFrom('retries').where('channel', '=', id).execute()
      }
    },
  }
}

const toTaskItem = ({ transaction_id, attempt, routes }: RetryRow) => ({
  transaction_id,
  order_key: null,
  attempt,
  routes,
})
