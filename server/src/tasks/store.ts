import type { OrderBy, Task } from '@mediary/contract/operations/tasks'
import type { TaskStatus } from '@mediary/contract/operations/tasks/statuses'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { IdGenerator } from '../platform/ids.ts'
import { insertTaskItems, type NewTaskItem } from './items.ts'
import { type PendingSelection, storedOrder, type Tables, type TaskRow, toTask } from './rows.ts'
import { isFulfilled, obeying } from './rules.ts'

type NewTask = { by: string; batchSize: number; rate?: number | undefined; orderBy: OrderBy; paused: boolean }

type TaskFilters = {
  status?: TaskStatus | undefined
  user?: string | undefined
  created?:
    | { $gte?: number | undefined; $gt?: number | undefined; $lte?: number | undefined; $lt?: number | undefined }
    | undefined
}
type Page = { limit: number; offset: number }
const slice = 500

export type TaskStore = ReturnType<typeof taskStore>

export function taskStore(database: Database, { newId }: { newId: IdGenerator }) {
  const db = database.kysely.withTables<Tables>()

  const insert = (trx: typeof db, ...given: InsertedTask) => insertTask(trx, newId(), ...given)

  return {
    insert,

    /** Whoever asks for a rerun by hand has taken over from the automatic retry. */
    create: (task: NewTask, items: NewTaskItem[]): Promise<string> =>
      db.transaction().execute(async (trx) => {
        for (let i = 0; i < items.length; i += slice) {
          const ids = items.slice(i, i + slice).map(({ transaction_id }) => transaction_id)
          await trx.deleteFrom('retries').where('transaction_id', 'in', ids).execute()
        }
        return insert(trx, task, items)
      }),

    createFrom: (task: NewTask, selection: PendingSelection): Promise<string> =>
      db.transaction().execute((trx) => insert(trx, task, [], selection)),

    list: async (filters: TaskFilters, page: Page): Promise<Task[]> =>
      addRemaining(db, await selectTasks(db, filters, page).execute()),

    async find(id: string): Promise<Task | undefined> {
      const row = await db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst()
      return row && row.status !== 'Deleting' ? (await addRemaining(db, [row]))[0] : undefined
    },

    /** Returns the status that forbids the command, if one does. From this commit on nothing more of a paused or cancelled task begins. */
    async command(id: string, status: 'Queued' | 'Paused' | 'Cancelled'): Promise<TaskStatus | undefined> {
      const { numUpdatedRows } = await db
        .updateTable('tasks')
        .set({
          status,
          ...(status === 'Queued' && { lease_until: sql`case when owner is null then 0 else lease_until end` }),
          ...(status === 'Cancelled' && { completed: Date.now(), selection: null }),
        })
        .where('id', '=', id)
        .where('status', 'in', obeying(status))
        .executeTakeFirst()
      if (numUpdatedRows) return undefined
      const row = await db.selectFrom('tasks').select('status').where('id', '=', id).executeTakeFirst()
      return row && row.status !== 'Deleting' && !isFulfilled(status, row.status) ? row.status : undefined
    },

    async pace(id: string, pace: { batch_size?: number; rate?: number | null }) {
      await db.updateTable('tasks').set(pace).where('id', '=', id).execute()
    },

    countWaiting: (before: number) => countWaiting(db, before),

    /** From this commit on nothing more of it begins; its rows are removed by whoever has it next. */
    async remove(id: string) {
      await db.updateTable('tasks').set({ status: 'Deleting', selection: null }).where('id', '=', id).execute()
    },
  }
}

/** Counts the tasks that wait since before an instant, and on which nobody works. */
async function countWaiting(db: Kysely<Tables>, before: number) {
  const { count, oldest } = await db
    .selectFrom('tasks')
    .select(({ fn }) => [fn.countAll().as('count'), fn.min('created').as('oldest')])
    .where('status', 'in', ['Queued', 'Processing'])
    .where('created', '<', before)
    .where('lease_until', '<', before)
    .executeTakeFirstOrThrow()
  return { count: Number(count), oldest: oldest === null ? undefined : Number(oldest) }
}

type InsertedTask = [task: NewTask, items: NewTaskItem[], selection?: PendingSelection]

/** Inserts a task of these transactions, in their order, inside a transaction of the caller's. Returns its id. */
async function insertTask(trx: Kysely<Tables>, id: string, ...[task, items, selection]: InsertedTask) {
  await trx
    .insertInto('tasks')
    .values({
      id,
      status: task.paused ? 'Paused' : 'Queued',
      by: task.by,
      created: Date.now(),
      batch_size: task.batchSize,
      rate: task.rate ?? null,
      order_by: storedOrder(task.orderBy),
      total: items.length,
      selection: selection ? JSON.stringify(selection) : null,
      watermark: selection ? '' : null,
      completed: null,
      owner: null,
      lease_until: 0,
    })
    .execute()
  await insertTaskItems(trx, id, 0, items)
  return id
}

const selectTasks = (db: Kysely<Tables>, { status, user, created }: TaskFilters, { limit, offset }: Page) =>
  db
    .selectFrom('tasks')
    .selectAll()
    .where('status', '<>', 'Deleting')
    .$if(status !== undefined, (q) => q.where('status', '=', status ?? 'Queued'))
    .$if(user !== undefined, (q) => q.where('by', '=', user ?? ''))
    .$if(created?.$gte !== undefined, (q) => q.where('created', '>=', created?.$gte ?? 0))
    .$if(created?.$gt !== undefined, (q) => q.where('created', '>', created?.$gt ?? 0))
    .$if(created?.$lte !== undefined, (q) => q.where('created', '<=', created?.$lte ?? 0))
    .$if(created?.$lt !== undefined, (q) => q.where('created', '<', created?.$lt ?? 0))
    .orderBy('id', 'desc')
    .limit(limit)
    .offset(offset)

async function addRemaining(db: Kysely<Tables>, rows: TaskRow[]): Promise<Task[]> {
  const left = await countRemaining(
    db,
    rows.filter(({ status }) => status !== 'Completed').map(({ id }) => id),
  )
  return rows.map((row) => toTask(row, left.get(row.id) ?? 0))
}

async function countRemaining(db: Kysely<Tables>, ids: string[]) {
  if (!ids.length) return new Map<string, number>()
  const rows = await db
    .selectFrom('task_rows')
    .select(['task', (eb) => eb.fn.countAll().as('n')])
    .where('task', 'in', ids)
    .where('tstatus', 'in', ['Queued', 'Processing'])
    .groupBy('task')
    .execute()
  return new Map(rows.map(({ task, n }) => [task, Number(n)]))
}
