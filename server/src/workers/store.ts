import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../platform/database/database.ts'
import { every, type Periodic } from '../platform/every.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'

/** A gateway worker's lease on the transactions whose ids it makes: while it is seen, nobody else ends them. */
type WorkerRow = { process_id: string; host: string; pid: number; seen: number; since: string }
type WorkerTables = { workers: WorkerRow }

/** A process that makes ids, and the id from which on its transactions may be unfinished. */
export type Lease = { processId: string; since: string }

// The search index does not hold yet what a worker has recorded since its last beat.
export const lease = { beat: 2_000, expires: 30_000 }

/** Stands in `seen` when the lease has been taken from a worker. */
const revoked = 0

type WorkerStore = ReturnType<typeof workerStore>

export function workerStore(database: Database) {
  const db = database.kysely.withTables<WorkerTables>()

  return {
    /** Registers a worker. Fails when another one has the same process id. */
    async register(own: Lease, at: number) {
      await db.insertInto('workers').values(toRow(own, at)).execute()
    },

    /** Renews a lease. A worker whose lease has expired meanwhile gets a new one. */
    async seen(own: Lease, at: number) {
      const renewed = await db
        .updateTable('workers')
        .set({ seen: at, since: own.since })
        .where('process_id', '=', own.processId)
        .where('seen', '>', revoked)
        .executeTakeFirst()
      if (renewed.numUpdatedRows) return
      await db
        .insertInto('workers')
        .values(toRow(own, at))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    /** Takes a lease away, after the commits that are under way with it (`leaseCondition`). */
    async revoke(processId: string) {
      await db.updateTable('workers').set({ seen: revoked }).where('process_id', '=', processId).execute()
    },

    async remove(processId: string) {
      await db.deleteFrom('workers').where('process_id', '=', processId).execute()
    },

    find: (processId: string): Promise<Lease | undefined> =>
      db
        .selectFrom('workers')
        .select(['process_id as processId', 'since'])
        .where('process_id', '=', processId)
        .executeTakeFirst(),

    /** Counts the workers of this host that are alive and were seen lately. */
    async serving(now: number): Promise<number> {
      const workers = await db.selectFrom('workers').selectAll().where('host', '=', hostname()).execute()
      return workers.filter(({ seen, pid }) => seen >= now - lease.expires && isAlive(pid)).length
    },

    /** Returns the workers whose lease has expired, and those of this host whose process is gone. */
    async expired(now: number): Promise<Lease[]> {
      const workers = await db.selectFrom('workers').selectAll().execute()
      const hasExpired = ({ seen, host, pid }: WorkerRow) =>
        seen < now - lease.expires || (host === hostname() && !isAlive(pid))
      return workers.filter(hasExpired).map(({ process_id, since }) => ({ processId: process_id, since }))
    },
  }
}

/** Returns an id: no worker will record an older transaction, nor will anyone else one that is older than `margin` milliseconds. */
export async function lowWatermark({ kysely }: Database, margin: number, now = Date.now()): Promise<string> {
  const db = kysely.withTables<WorkerTables>()
  const row = await db.selectFrom('workers').select(db.fn.min('since').as('since')).executeTakeFirst()
  const latest = leastIdAt(now - margin)
  return row?.since && row.since < latest ? row.since : latest
}

/** Returns the low watermark, which a slow transaction holds back for `maxWait` at most. */
export async function boundedWatermark(
  database: Database,
  { margin, maxWait }: { margin: number; maxWait: number },
  now = Date.now(),
): Promise<string> {
  const watermark = await lowWatermark(database, margin, now)
  const earliest = leastIdAt(now - maxWait)
  return watermark < earliest ? earliest : watermark
}

const toRow = ({ processId, since }: Lease, seen: number): WorkerRow => ({
  process_id: processId,
  since,
  host: hostname(),
  pid: process.pid,
  seen,
})

/** Renews the lease of this process again and again. A renewal on a broken connection does not hold up the next one. */
export const keepLease = (workers: Pick<WorkerStore, 'seen'>, own: () => Lease, log: Log): Periodic =>
  every(
    lease.beat,
    'renewing the lease',
    () => Promise.race([workers.seen(own(), Date.now()), pause(2 * lease.beat, undefined, { ref: false })]),
    log,
  )

/** SQL for PostgreSQL: gives a row if the worker has its lease, and keeps the lease until the commit is done. */
export const leaseCondition = (processId: `$${number}`) =>
  `select 1 from workers where process_id = ${processId} and seen > ${revoked} for share`

function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
