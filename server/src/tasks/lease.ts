import type { RowStatus } from '@mediary/contract/operations/tasks/statuses'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { storeTime } from '../platform/database/store-clock.ts'
import type { CompanionStatement } from '../transactions/index.ts'
import type { Tables, TaskItemRow, TaskRow } from './rows.ts'
import { syncOutcomes } from './sync-outcomes.ts'

export const lease = { for: 30_000, pendingEvery: 5_000, pausedEvery: 1_000 }

type Db = Kysely<Tables>

/**
 * The leases of tasks. One process at a time has a task, until its lease expires. The commit that starts a transaction
 * checks that the process still has the lease and that the task still runs.
 */
export class TaskLeases {
  #db: Db
  #database: Database
  #isPostgres: boolean
  #owner: string

  constructor(database: Database, owner: string) {
    this.#db = database.kysely.withTables<Tables>()
    this.#database = database
    this.#isPostgres = database.engine === 'postgres'
    this.#owner = owner
  }

  /** Takes the oldest task that wants work and that nobody has. `now`: a moment in place of the present. */
  async take(now?: number): Promise<TaskRow | undefined> {
    return this.#db
      .updateTable('tasks')
      .set({ owner: this.#owner, ...this.#leaseFromNow() })
      .where(
        'id',
        '=',
        selectFree(this.#db, storeTime(this.#database, now)).$if(this.#isPostgres, (q) => q.forUpdate().skipLocked()),
      )
      .returningAll()
      .executeTakeFirst()
  }

  /** Returns the task as it stands now; undefined when another process has it, or nobody may work on it any more. */
  async renew(id: string): Promise<TaskRow | undefined> {
    return this.#updateOwn(id)
      .set(this.#leaseFromNow())
      .where('status', 'not in', ['Completed', 'Cancelled'])
      .returningAll()
      .executeTakeFirst()
  }

  /** Gives the task up. Nobody takes it for so many milliseconds. */
  async release(id: string, pause?: number): Promise<void> {
    await this.#updateOwn(id)
      .set({ owner: null, lease_until: pause === undefined ? 0 : this.#timeIn(pause) })
      .execute()
  }

  listQueued(task: string, limit: number): Promise<TaskItemRow[]> {
    return this.#db
      .selectFrom('task_rows')
      .selectAll()
      .where('task', '=', task)
      .where('tstatus', '=', 'Queued')
      .orderBy('n')
      .limit(limit)
      .execute()
  }

  /** Returns the keys of which something is under way that was begun by a process before this one. */
  listUnderWay(task: string): Promise<Pick<TaskItemRow, 'n' | 'order_key'>[]> {
    return this.#db
      .selectFrom('task_rows')
      .select(['n', 'order_key'])
      .where('task', '=', task)
      .where('tstatus', '=', 'Processing')
      .where((eb) => eb.or([eb('rerun_status', 'is', null), eb('rerun_status', '=', 'Processing')]))
      .limit(1000)
      .execute()
  }

  /**
   * Written in the commit that begins the new transaction. Nothing is begun when the task was paused, cancelled, deleted
   * or taken by another meanwhile, or when the row has been begun before: a row is never begun twice.
   */
  buildClaim({ task, n }: Pick<TaskItemRow, 'task' | 'n'>, rerunId: string): CompanionStatement[] {
    return [
      {
        // On PostgreSQL the row lock makes a pause wait for this commit, or this commit see the pause.
        sql: `update tasks set lease_until = lease_until where id = $1 and owner = $2 and status = 'Processing'`,
        values: [task, this.#owner],
        expectedRows: 1,
      },
      {
        sql: `update task_rows set tstatus = 'Processing', rerun_id = $1, edit = null
          where task = $2 and n = $3 and tstatus = 'Queued'`,
        values: [rerunId, task, n],
        expectedRows: 1,
      },
    ]
  }

  /** Marks a row that cannot be repeated. */
  async refuse({ task, n }: Pick<TaskItemRow, 'task' | 'n'>, error: string): Promise<void> {
    await this.#db
      .updateTable('task_rows')
      .set({ tstatus: 'Failed', error, edit: null })
      .where('task', '=', task)
      .where('n', '=', n)
      .where('tstatus', '=', 'Queued')
      .where(sql<boolean>`exists (select 1 from tasks where id = ${task} and owner = ${this.#owner})`)
      .execute()
  }

  /** Ends a task: completed when every row has ended; waiting when reruns wait for a mediator's word. False: there is more to do. */
  async conclude(id: string, status: 'Completed' | 'Pending Async', now: number): Promise<boolean> {
    const open: RowStatus[] = status === 'Completed' ? ['Queued', 'Processing'] : ['Queued']
    const { numUpdatedRows } = await this.#updateOwn(id)
      .set({
        status,
        ...(status === 'Completed'
          ? { completed: now, lease_until: 0 }
          : { lease_until: this.#timeIn(lease.pendingEvery) }),
        owner: null,
      })
      .where('status', 'in', ['Processing', 'Pending Async'])
      .where('selection', 'is', null)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb.selectFrom('task_rows').select('n').where('task', '=', id).where('tstatus', 'in', open).limit(1),
          ),
        ),
      )
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  /** Leases are measured by the store's clock: those of the nodes may differ. */
  #timeIn(milliseconds: number) {
    return sql<number>`${storeTime(this.#database)} + ${sql.lit(milliseconds)}`
  }

  #leaseFromNow() {
    return {
      lease_until: this.#timeIn(lease.for),
      status: sql<TaskRow['status']>`case when status = 'Queued' then 'Processing' else status end`,
    }
  }

  #updateOwn(id: string) {
    return this.#db.updateTable('tasks').where('id', '=', id).where('owner', '=', this.#owner)
  }
}

/** Selects the oldest task that wants work and whose lease has expired. */
const selectFree = (db: Db, now: RawBuilder<number>) =>
  db
    .selectFrom('tasks')
    .select('id')
    .where(sql<boolean>`status not in ('Completed', 'Cancelled')`)
    .where('lease_until', '<', now)
    .where((eb) =>
      eb.or([
        eb('status', '<>', 'Paused'),
        eb('selection', 'is not', null),
        // What was under way when it was paused is brought to its end, also when its process is dead.
        eb.exists(
          eb.selectFrom('task_rows').select('n').whereRef('task', '=', 'tasks.id').where('tstatus', '=', 'Processing'),
        ),
      ]),
    )
    .orderBy('id')
    .limit(1)

/** Releases the tasks of a dead process and ends its unfinished reruns, also in tasks that no process takes again. */
export async function releaseTasks(database: Database, dead: string) {
  const db = database.kysely.withTables<Tables>()
  const had = await db.selectFrom('tasks').select('id').where('owner', '=', dead).execute()
  for (const { id } of had) await syncOutcomes(database, id)
  await db.updateTable('tasks').set({ owner: null, lease_until: 0 }).where('owner', '=', dead).execute()
}
