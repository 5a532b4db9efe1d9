import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../platform/database/database.ts'
import { every, type Periodic } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'

/** A gateway worker's lease on the transactions whose ids it makes: while it is seen, nobody else ends them. */
type WorkerRow = { maker: string; host: string; pid: number; seen: number; since: string }

/** A worker's mark, and the id from which on its transactions may be unfinished. */
export type Lease = { maker: string; since: string }

// What a worker has recorded since its last beat is not summarised for searches yet.
export const lease = { beat: 2_000, expires: 30_000 }

/** When a worker was last seen whose lease has been taken from it. */
const never = 0

export type WorkerStore = ReturnType<typeof workerStore>

export function workerStore(database: Database) {
  const db = database.kysely.withTables<{ workers: WorkerRow }>()

  return {
    /** Fails when another worker makes ids with the same mark. */
    async register(own: Lease, at: number) {
      await db.insertInto('workers').values(rowOf(own, at)).execute()
    },

    /** Renews its lease. A worker that stood still, or did not reach the store, for so long that it was taken for dead gets a new one. */
    async seen(own: Lease, at: number) {
      const renewed = await db
        .updateTable('workers')
        .set({ seen: at, since: own.since })
        .where('maker', '=', own.maker)
        .where('seen', '>', never)
        .executeTakeFirst()
      if (renewed.numUpdatedRows) return
      await db
        .insertInto('workers')
        .values(rowOf(own, at))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },

    /** Nothing is begun in its name any more: waits for a commit of it that is still on its way to the store (`holding`). */
    async takeFrom(maker: string) {
      await db.updateTable('workers').set({ seen: never }).where('maker', '=', maker).execute()
    },

    async remove(maker: string) {
      await db.deleteFrom('workers').where('maker', '=', maker).execute()
    },

    find: (maker: string): Promise<Lease | undefined> =>
      db.selectFrom('workers').select(['maker', 'since']).where('maker', '=', maker).executeTakeFirst(),

    /** How many of this host are alive and were seen lately. */
    async serving(now: number): Promise<number> {
      const workers = await db.selectFrom('workers').selectAll().where('host', '=', hostname()).execute()
      return workers.filter(({ seen, pid }) => seen >= now - lease.expires && isAlive(pid)).length
    },

    /** Workers whose lease has expired, and those of this host whose process is gone. */
    async dead(now: number): Promise<Lease[]> {
      const workers = await db.selectFrom('workers').selectAll().execute()
      return workers.filter(
        ({ seen, host, pid }) => seen < now - lease.expires || (host === hostname() && !isAlive(pid)),
      )
    },
  }
}

const rowOf = (own: Lease, seen: number): WorkerRow => ({ ...own, host: hostname(), pid: process.pid, seen })

/** Renews the lease of this process again and again. A renewal on a broken connection does not hold up the next one. */
export const keepLease = (workers: Pick<WorkerStore, 'seen'>, own: () => Lease, log: Log): Periodic =>
  every(
    lease.beat,
    'renewing the lease',
    () => Promise.race([workers.seen(own(), Date.now()), pause(2 * lease.beat, undefined, { ref: false })]),
    log,
  )

/** For a commit in PostgreSQL: a row if the worker, a parameter, has its lease, which it keeps until the commit is done. */
export const holding = (maker: `$${number}`) =>
  `select 1 from workers where maker = ${maker} and seen > ${never} for share`

function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
