import { sql } from 'kysely'
import type { Database } from './database.ts'

/** Deletes at most `limit` rows of a table that were written before a time, and returns how many it deleted. */
export async function deleteOldRows({ kysely }: Database, table: string, before: number, limit: number) {
  const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where id in (
    select id from ${sql.table(table)} where at < ${before} order by id limit ${sql.lit(limit)})`.execute(kysely)
  return Number(numAffectedRows)
}
