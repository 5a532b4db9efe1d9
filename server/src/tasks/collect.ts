import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { TransactionSearch } from '../transactions/index.ts'
import { insertTaskItems } from './items.ts'
import { type PendingSelection, readOrder, type Tables, type TaskRow } from './rows.ts'

const slice = 1000

/**
 * The next of a selection, the oldest first: what matches, held to what the caller may repeat and to what was there when
 * it was asked for. Repetitions are among them.
 */
export const selected = async (
  search: TransactionSearch,
  { filters, channels, until }: PendingSelection,
  after: string,
  limit: number,
): Promise<string[]> => {
  const seen = channels === 'all' ? 'all' : new Set(channels)
  const range = { after: after || undefined, before: until, direction: 'newer' as const }
  return (await search.ids({ filters, channels: seen, ...range, limit })).ids
}

export const isRerun = sql<boolean>`exists (select 1 from reruns where reruns.id = transactions.id)`

/**
 * Adds the next transactions to a task, oldest first, and notes in the same commit how far it has come: a crash repeats
 * no slice and leaves none out.
 */
export async function collectItems(
  { database, search }: { database: Database; search: TransactionSearch },
  task: TaskRow,
  owner: string,
): Promise<void> {
  if (task.selection === null) return
  const wanted: PendingSelection = JSON.parse(task.selection)
  const ids = await selected(search, wanted, task.watermark ?? '', slice)
  const db = database.kysely.withTables<Tables>()
  const found = await readTaskItems(db, ids, wanted)
  const keyOf = await readOrderKeys(database, task.order_by, found)
  await db.transaction().execute(async (trx) => {
    const last = ids.at(-1)
    const { numUpdatedRows } = await trx
      .updateTable('tasks')
      .set({
        total: sql`total + ${found.length}`,
        ...(last !== undefined && { watermark: last }),
        ...(ids.length < slice && { selection: null }),
      })
      .where('id', '=', task.id)
      .where('owner', '=', owner)
      .where('selection', 'is not', null)
      .where('watermark', '=', task.watermark)
      .executeTakeFirst()
    if (!numUpdatedRows || !found.length) return
    const items = found.map((row) => ({ transaction_id: row.id, order_key: keyOf(row) }))
    await insertTaskItems(trx, task.id, task.total, items)
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

type Known = { id: string; channel: string; client: string | null }

const readTaskItems = (db: Kysely<Tables>, ids: string[], { includeReruns }: PendingSelection): Promise<Known[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('transactions')
        .select(['id', 'channel', 'client'])
        .where('id', 'in', ids)
        .$if(!includeReruns, (q) => q.where(sql<boolean>`not ${isRerun}`))
        .orderBy('id')
        .execute()

/** Reads the order key of each transaction, for a task that is not ordered by time alone. */
export async function readOrderKeys(
  { kysely }: Database,
  order: string,
  rows: readonly Known[],
): Promise<(row: Known) => string | null> {
  const orderBy = readOrder(order)
  if (orderBy === 'time') return () => null
  if (orderBy.key === 'channel') return ({ channel }) => channel
  if (orderBy.key === 'client') return ({ client }) => client
  const values = new Map<string, string>()
  for (let i = 0; i < rows.length; i += slice) {
    const ids = rows.slice(i, i + slice).map(({ id }) => id)
    const found = await sql<{ id: string; value: string }>`select transaction_id as id, min(value) as value
      from search_keys where transaction_id in (${sql.join(ids)}) and name = ${orderBy.key}
      group by transaction_id`.execute(kysely)
    for (const { id, value } of found.rows) values.set(id, value)
  }
  return ({ id }) => values.get(id) ?? null
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
