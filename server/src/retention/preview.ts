import { sql } from 'kysely'
import type { Database } from '../platform/database.ts'
import { leastIdAt } from '../platform/ids.ts'

const day = 86_400_000
// Beyond it the answer says "at least".
const most = 100_000

type Ages = { maxBodyAgeDays?: number | undefined; maxRecordAgeDays?: number | undefined }

/** What a setting would remove now of a channel, and what that would free. */
export function previewer({ kysely }: Database) {
  const older = async (channel: string, days: number | undefined, now: number) => {
    if (days === undefined) return { transactions: 0, bytes: 0, atLeast: false }
    const found = sql`select id from transactions
      where channel = ${channel} and id < ${leastIdAt(now - days * day)} and status <> 'Processing'
      order by id limit ${sql.lit(most)}`
    const { rows } = await sql<{ transactions: number; bytes: number | null }>`select
      (select count(*) from (${found}) as counted) as transactions,
      (select sum(length(bytes)) from body_chunks where transaction_id in (${found})) as bytes`.execute(kysely)
    const transactions = Number(rows[0]?.transactions ?? 0)
    return { transactions, bytes: Number(rows[0]?.bytes ?? 0), atLeast: transactions === most }
  }

  return async (channel: string, { maxBodyAgeDays, maxRecordAgeDays }: Ages, now = Date.now()) => ({
    bodies: await older(channel, maxBodyAgeDays, now),
    records: await older(channel, maxRecordAgeDays, now),
  })
}
