import { sql } from 'kysely'
import type { Database } from '../platform/database.ts'
import { matching } from '../transactions/index.ts'
import { insertMembers } from './members.ts'
import { type Gather, orderOf, type Tables, type TaskRow } from './rows.ts'

const slice = 1000

/** What is in a selection: all that match, held to what the caller may repeat and to what was there when it was asked for. */
export function selected(database: Database, { filters, channels, until, includeReruns, kept }: Gather) {
  const db = database.kysely.withTables<Pick<Tables, 'transactions'>>()
  return db
    .selectFrom('transactions')
    .where(matching(filters, channels === 'all' ? 'all' : new Set(channels), () => kept))
    .where('transactions.id', '<', until)
    .$if(!includeReruns, (q) => q.where(sql<boolean>`not ${isRerun}`))
}

export const isRerun = sql<boolean>`exists (select 1 from reruns where reruns.id = transactions.id)`

/**
 * Adds the next transactions to a task, oldest first, and notes in the same commit how far it has come: a crash repeats
 * no slice and leaves none out.
 */
export async function gather(database: Database, task: TaskRow, owner: string): Promise<void> {
  if (task.gather === null) return
  const wanted: Gather = JSON.parse(task.gather)
  const found = await selected(database, wanted)
    .select(['transactions.id', 'transactions.channel', 'transactions.client'])
    .where('transactions.id', '>', task.watermark ?? '')
    .orderBy('transactions.id')
    .limit(slice)
    .execute()

  const db = database.kysely.withTables<Tables>()
  await db.transaction().execute(async (trx) => {
    const last = found.at(-1)?.id
    const { numUpdatedRows } = await trx
      .updateTable('tasks')
      .set({
        total: sql`total + ${found.length}`,
        ...(last !== undefined && { watermark: last }),
        ...(found.length < slice && { gather: null }),
      })
      .where('id', '=', task.id)
      .where('owner', '=', owner)
      .where('gather', 'is not', null)
      .where('watermark', '=', task.watermark)
      .executeTakeFirst()
    if (!numUpdatedRows || !found.length) return
    const keyOf = keyFor(task.order_by)
    const members = found.map((row) => ({ transaction_id: row.id, order_key: keyOf(row) }))
    await insertMembers(trx, task.id, task.total, members)
    // A person has taken over from the automatic retry.
    await trx
      .deleteFrom('retries')
      .where(
        'transaction_id',
        'in',
        found.map(({ id }) => id),
      )
      .execute()
  })
}

/** What orders a transaction, when a task is not ordered by time alone. */
export function keyFor(order: string): (row: { channel: string; client: string | null }) => string | null {
  const orderBy = orderOf(order)
  if (orderBy === 'time') return () => null
  return orderBy.key === 'channel' ? ({ channel }) => channel : ({ client }) => client
}

/** Removes some rows of a task that was deleted, and the task when none is left. False: there is more. */
export async function discard(database: Database, task: string): Promise<boolean> {
  const db = database.kysely.withTables<Tables>()
  const some = await db
    .selectFrom('task_rows')
    .select('n')
    .where('task', '=', task)
    .orderBy('n', 'desc')
    .limit(slice)
    .execute()
  const least = some.at(-1)?.n
  if (least !== undefined) await db.deleteFrom('task_rows').where('task', '=', task).where('n', '>=', least).execute()
  if (some.length === slice) return false
  await db.deleteFrom('tasks').where('id', '=', task).where('status', '=', 'Deleting').execute()
  return true
}
