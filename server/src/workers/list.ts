import { sql } from 'kysely'
import { isAlive } from '../platform/concurrency/process-alive.ts'
import type { Database } from '../platform/database/database.ts'
import { storeTime } from '../platform/database/store-clock.ts'
import { lease, nodePrefix, type WorkerTables } from './rows.ts'

/** A process that records transactions, and its node. */
export type WorkerOfNode = {
  id: string
  node: string
  seen: number
  configuration: number | null
  certificate: string | null
}

/** Lists the processes of all nodes that record transactions. */
export async function listWorkers({ kysely }: Database): Promise<WorkerOfNode[]> {
  const workers = kysely.withTables<WorkerTables>().selectFrom('workers')
  const rows = await workers.selectAll().where('host', 'like', `${nodePrefix}%`).orderBy('process_id').execute()
  return rows.map(({ process_id, host, seen, seq, certificate }) => ({
    id: process_id,
    node: host.slice(nodePrefix.length),
    seen: Number(seen),
    configuration: seq === null ? null : Number(seq),
    certificate,
  }))
}

/** Counts the workers of this node that are alive and were seen lately. */
export async function countServing(database: Database, node: string): Promise<number> {
  const workers = await database.kysely
    .withTables<WorkerTables>()
    .selectFrom('workers')
    .select('pid')
    .where('host', '=', nodePrefix + node)
    .where('seen', '>=', sql<number>`${storeTime(database)} - ${sql.lit(lease.expires)}`)
    .execute()
  return workers.filter(({ pid }) => isAlive(pid)).length
}
