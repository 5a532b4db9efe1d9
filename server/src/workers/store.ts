import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../platform/database/database.ts'
import { storeTime } from '../platform/database/store-clock.ts'
import { every, type Periodic } from '../platform/every.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { Log } from '../platform/log.ts'
import { type Lease, lease, nodePrefix, type Serving, type WorkerTables } from './rows.ts'

/** Stands in `seen` when the lease has been taken from a worker. */
const revoked = 0

type Beat = Lease & Partial<Serving>

type WorkerStore = ReturnType<typeof workerStore>

/** `node`: the node whose workers register. */
export function workerStore(database: Database, node = 'unknown') {
  const db = database.kysely.withTables<WorkerTables>()
  const toRow = ({ processId, since, seq = null, certificate = null }: Beat, at?: number) => ({
    process_id: processId,
    since,
    host: nodePrefix + node,
    pid: process.pid,
    seq,
    certificate,
    seen: storeTime(database, at),
  })

  return {
    /** Registers a worker. Fails when another one has the same process id. */
    async register(own: Lease, at?: number) {
      await db.insertInto('workers').values(toRow(own, at)).execute()
    },

    /** Renews a lease. A worker whose lease has expired meanwhile gets a new one. `at`: a moment in place of the present. */
    async seen(own: Beat, at?: number) {
      const renewed = await db
        .updateTable('workers')
        .set({ ...toRow(own, at) })
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

/** Renews the lease of this process again and again. A renewal on a broken connection does not hold up the next one. */
export const keepLease = (workers: Pick<WorkerStore, 'seen'>, own: () => Beat, log: Log): Periodic =>
  every(
    lease.beat,
    'renewing the lease',
    () => Promise.race([workers.seen(own()), pause(2 * lease.beat, undefined, { ref: false })]),
    log,
  )

/** SQL for PostgreSQL: gives a row if the worker has its lease, and keeps the lease until the commit is done. */
export const leaseCondition = (processId: `$${number}`) =>
  `select 1 from workers where process_id = ${processId} and seen > ${revoked} for share`
