import type { RowStatus } from '@mediary/contract/tasks'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import type { CompanionStatement } from '../transactions/index.ts'
import type { Tables, TaskItemRow, TaskRow } from './rows.ts'
import { syncOutcomes } from './sync-outcomes.ts'

export const lease = { for: 30_000, pendingEvery: 5_000, pausedEvery: 1_000 }

export type TaskLeases = ReturnType<typeof taskLeases>

/**
 * The leases of tasks. One process at a time has a task, until its lease expires. The commit that starts a transaction
 * checks that the process still has the lease and that the task still runs.
 */
export function taskLeases(database: Database, owner: string) {
  const db = database.kysely.withTables<Tables>()
  const isPostgres = database.engine === 'postgres'

  return {
    /** The oldest task that wants work and that nobody has. */
    async take(now: number): Promise<TaskRow | undefined> {
      const free = db
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
              eb
                .selectFrom('task_rows')
                .select('n')
                .whereRef('task', '=', 'tasks.id')
                .where('tstatus', '=', 'Processing'),
            ),
          ]),
        )
        .orderBy('id')
        .limit(1)
        .$if(isPostgres, (q) => q.forUpdate().skipLocked())
      return db
        .updateTable('tasks')
        .set({
          owner,
          lease_until: now + lease.for,
          status: sql`case when status = 'Queued' then 'Processing' else status end`,
        })
        .where('id', '=', free)
        .returningAll()
        .executeTakeFirst()
    },

    /** The task as it stands now; undefined when another process has it, or nobody may work on it any more. */
    renew: (id: string, now: number): Promise<TaskRow | undefined> =>
      db
        .updateTable('tasks')
        .set({
          lease_until: now + lease.for,
          status: sql`case when status = 'Queued' then 'Processing' else status end`,
        })
        .where('id', '=', id)
        .where('owner', '=', owner)
        .where('status', 'not in', ['Completed', 'Cancelled'])
        .returningAll()
        .executeTakeFirst(),

    /** Nobody takes it before `until`. */
    async release(id: string, until = 0) {
      await db
        .updateTable('tasks')
        .set({ owner: null, lease_until: until })
        .where('id', '=', id)
        .where('owner', '=', owner)
        .execute()
    },

    queued: (task: string, limit: number): Promise<TaskItemRow[]> =>
      db
        .selectFrom('task_rows')
        .selectAll()
        .where('task', '=', task)
        .where('tstatus', '=', 'Queued')
        .orderBy('n')
        .limit(limit)
        .execute(),

    /** Keys of which something is under way that was begun by a process before this one. */
    underWay: (task: string): Promise<Pick<TaskItemRow, 'n' | 'order_key'>[]> =>
      db
        .selectFrom('task_rows')
        .select(['n', 'order_key'])
        .where('task', '=', task)
        .where('tstatus', '=', 'Processing')
        .where((eb) => eb.or([eb('rerun_status', 'is', null), eb('rerun_status', '=', 'Processing')]))
        .limit(1000)
        .execute(),

    /**
     * Written in the commit that begins the new transaction. Nothing is begun when the task was paused, cancelled, deleted
     * or taken by another meanwhile, or when the row has been begun before: a row is never begun twice.
     */
    claim: ({ task, n }: Pick<TaskItemRow, 'task' | 'n'>, rerunId: string): CompanionStatement[] => [
      {
        // On PostgreSQL the row lock makes a pause wait for this commit, or this commit see the pause.
        sql: `update tasks set lease_until = lease_until where id = $1 and owner = $2 and status = 'Processing'`,
        values: [task, owner],
        expectedRows: 1,
      },
      {
        sql: `update task_rows set tstatus = 'Processing', rerun_id = $1, edit = null
          where task = $2 and n = $3 and tstatus = 'Queued'`,
        values: [rerunId, task, n],
        expectedRows: 1,
      },
    ],

    /** A row that cannot be repeated. */
    async refuse({ task, n }: Pick<TaskItemRow, 'task' | 'n'>, error: string) {
      await db
        .updateTable('task_rows')
        .set({ tstatus: 'Failed', error, edit: null })
        .where('task', '=', task)
        .where('n', '=', n)
        .where('tstatus', '=', 'Queued')
        .where(sql<boolean>`exists (select 1 from tasks where id = ${task} and owner = ${owner})`)
        .execute()
    },

    /** Completed when every row has ended; waiting when reruns wait for a mediator's word. False: there is more to do. */
    async conclude(id: string, status: 'Completed' | 'Pending Async', now: number): Promise<boolean> {
      const open: RowStatus[] = status === 'Completed' ? ['Queued', 'Processing'] : ['Queued']
      const { numUpdatedRows } = await db
        .updateTable('tasks')
        .set({
          status,
          ...(status === 'Completed' ? { completed: now, lease_until: 0 } : { lease_until: now + lease.pendingEvery }),
          owner: null,
        })
        .where('id', '=', id)
        .where('owner', '=', owner)
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
    },
  }
}

/** Releases the tasks of a dead process and ends its unfinished reruns, also in tasks that no process takes again. */
export async function releaseTasks(database: Database, dead: string) {
  const db = database.kysely.withTables<Tables>()
  const had = await db.selectFrom('tasks').select('id').where('owner', '=', dead).execute()
  for (const { id } of had) await syncOutcomes(database, id)
  await db.updateTable('tasks').set({ owner: null, lease_until: 0 }).where('owner', '=', dead).execute()
}
