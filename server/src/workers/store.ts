import { hostname } from 'node:os'
import type { Database } from '../platform/database.ts'

/** A gateway worker's lease on the transactions whose ids it makes: while it is seen, nobody else ends them. */
type WorkerRow = { maker: string; host: string; pid: number; seen: number }

export const lease = { beat: 5_000, expires: 30_000 }

export type WorkerStore = ReturnType<typeof workerStore>

export function workerStore(database: Database) {
  const db = database.kysely.withTables<{ workers: WorkerRow }>()

  return {
    /** Fails when another worker makes ids with the same mark. */
    async register(maker: string, at: number) {
      await db.insertInto('workers').values({ maker, host: hostname(), pid: process.pid, seen: at }).execute()
    },

    async seen(maker: string, at: number) {
      await db.updateTable('workers').set({ seen: at }).where('maker', '=', maker).execute()
    },

    async remove(maker: string) {
      await db.deleteFrom('workers').where('maker', '=', maker).execute()
    },

    /** Workers whose lease has expired, and those of this host whose process is gone. */
    async dead(now: number): Promise<string[]> {
      const workers = await db.selectFrom('workers').selectAll().execute()
      return workers
        .filter(({ seen, host, pid }) => seen < now - lease.expires || (host === hostname() && !isAlive(pid)))
        .map(({ maker }) => maker)
    },
  }
}

function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
