import { sql } from 'kysely'
import { measureColdChannel } from '../bodies/index.ts'
import type { LegalHolds } from '../holds/index.ts'
import type { Database } from '../platform/database/database.ts'
import { leastIdAt } from '../platform/ids.ts'
import { matchOne, sumBodyBytes, type TransactionSearch } from '../transactions/index.ts'

const day = 86_400_000
// The preview counts no further, and then reports "at least".
const maxCounted = 100_000
const slice = 1_000

type Ages = { maxBodyAgeDays?: number | undefined; maxRecordAgeDays?: number | undefined }

/** Counts what a maximum age would remove from a channel now, and the space that it would free. */
export function previewer(
  database: Database,
  { search, holds }: { search: Pick<TransactionSearch, 'ids'>; holds: Pick<LegalHolds, 'findHeld'> },
) {
  const { engine, kysely } = database
  const size = async (ids: string[]) => {
    const { rows } = await sql<{ n: number; bytes: number | null }>`select count(*) as n,
      ${sumBodyBytes(engine, (id) => matchOne(engine, id, ids))} as bytes
      from transactions where ${matchOne(engine, sql`id`, ids)} and status <> 'Processing'`.execute(kysely)
    return { n: Number(rows[0]?.n ?? 0), bytes: Number(rows[0]?.bytes ?? 0) }
  }

  const older = async (channel: string, days: number | undefined, now: number) => {
    const found = { transactions: 0, bytes: 0, atLeast: false, held: 0 }
    if (days === undefined) return found
    const before = leastIdAt(now - days * day)
    const range = { before, direction: 'newer' as const }
    found.bytes += await measureColdChannel(database, channel, before)
    for (let after: string | undefined; found.transactions + found.held < maxCounted; ) {
      const of = { filters: { channelID: { $eq: channel } }, channels: 'all' as const, limit: slice }
      const { ids } = await search.ids({ ...of, ...range, after })
      const held = await holds.findHeld(ids)
      const { n, bytes } = await size(ids.filter((id) => !held.has(id)))
      found.transactions += n
      found.bytes += bytes
      found.held += held.size
      if (ids.length < slice) return found
      after = ids.at(-1)
    }
    return { ...found, atLeast: true }
  }

  return async (channel: string, { maxBodyAgeDays, maxRecordAgeDays }: Ages, now = Date.now()) => ({
    bodies: await older(channel, maxBodyAgeDays, now),
    records: await older(channel, maxRecordAgeDays, now),
  })
}
