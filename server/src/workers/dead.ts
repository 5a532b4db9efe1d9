// Finds the processes that have ended without a word.
import { type RawBuilder, sql } from 'kysely'
import { isAlive } from '../platform/concurrency/process-alive.ts'
import type { Database } from '../platform/database/database.ts'
import { storeTime } from '../platform/database/store-clock.ts'
import { lifeLocks } from './life-lock.ts'
import { type Lease, lease, nodePrefix, type WorkerTables } from './rows.ts'

/** Returns the workers whose lease has expired. `byLife`: also those whose process is gone. */
export async function findDeadWorkers(database: Database, { byLife }: { byLife: boolean }): Promise<Lease[]> {
  const db = database.kysely.withTables<WorkerTables>()
  const now = storeTime(database)
  const workers = await db
    .selectFrom('workers')
    .select(['process_id', 'since', 'pid'])
    .select(sql<number>`case when seen < ${now} - ${sql.lit(lease.expires)} then 1 else 0 end`.as('lapsed'))
    .select((database.engine === 'postgres' ? isLifeless(now) : sql<number>`0`).as('lifeless'))
    .execute()
  // All processes on one SQLite file are of one machine.
  const isGone = ({ lifeless, pid }: { lifeless: number; pid: number }) =>
    lifeless === 1 || (database.engine === 'sqlite' && !isAlive(pid))
  return workers
    .filter((worker) => worker.lapsed === 1 || (byLife && isGone(worker)))
    .map(({ process_id, since }) => ({ processId: process_id, since }))
}

/** SQL for PostgreSQL: 1 if a process has not been seen for a moment, and nobody holds its life lock. */
const isLifeless = (now: RawBuilder<number>) => sql<number>`case when seen < ${now} - ${sql.lit(lease.silence)}
  and host like ${`${nodePrefix}%`} and not exists (
    select from pg_locks where locktype = 'advisory' and granted and classid = ${sql.lit(lifeLocks)} and objsubid = 2
      and database = (select oid from pg_database where datname = current_database())
      and objid::bigint = ('x' || lpad(process_id, 8, '0'))::bit(32)::bigint) then 1 else 0 end`
