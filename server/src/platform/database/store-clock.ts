import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'

/**
 * Builds SQL for the time by the store's clock, in milliseconds since 1970. What several nodes compare is measured by this clock: their own
 * may differ. On SQLite there is one machine, and one clock. `now`: a moment in place of the present.
 */
export function storeTime({ engine }: Pick<Database, 'engine'>, now?: number): RawBuilder<number> {
  if (engine === 'sqlite') return sql<number>`${now ?? Date.now()}`
  if (now !== undefined) return sql<number>`${now}::bigint`
  return sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
}

/** Returns by how many milliseconds the clock of this machine is ahead of the store's. */
export async function measureClock(database: Database): Promise<number> {
  const asked = Date.now()
  const { rows } = await sql<{ now: number }>`select ${storeTime(database)} as now`.execute(database.kysely)
  const answered = Date.now()
  return Math.round((asked + answered) / 2 - Number(rows[0]?.now ?? answered))
}
