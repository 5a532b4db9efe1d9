import type { Removal } from '@mediary/contract/transactions/retention'
import { sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'

type Row = { day: string; channel: string; what: Removal['what']; transactions: number; bytes: number }
type Removed = { channel: string | undefined; what: Removal['what']; transactions: number; bytes: number }

export type Removals = ReturnType<typeof removalStore>

/** The amounts that retention has removed, by day. It stores no content. */
export function removalStore(database: Database) {
  const db = database.kysely.withTables<{ removals: Row }>()
  return {
    /** Adds to what was removed on that day already. */
    async note({ channel, what, transactions, bytes }: Removed, now: number) {
      if (transactions === 0 && bytes === 0) return
      const day = new Date(now).toISOString().slice(0, 10)
      await db
        .insertInto('removals')
        .values({ day, channel: channel ?? '', what, transactions, bytes })
        .onConflict((conflict) =>
          conflict.columns(['day', 'channel', 'what']).doUpdateSet({
            transactions: sql`removals.transactions + excluded.transactions`,
            bytes: sql`removals.bytes + excluded.bytes`,
          }),
        )
        .execute()
    },

    async list(channels: 'all' | string[], limit: number): Promise<Removal[]> {
      const rows = await db
        .selectFrom('removals')
        .selectAll()
        .$if(channels !== 'all', (q) => q.where('channel', 'in', channels === 'all' ? [] : [...channels, 'none']))
        .orderBy('day', 'desc')
        .orderBy('channel')
        .orderBy('what')
        .limit(limit)
        .execute()
      return rows.map(({ channel, what, ...row }) => ({
        ...row,
        what,
        ...(channel !== '' && { channelID: channel }),
      }))
    },

    async forget(before: number) {
      await db.deleteFrom('removals').where('day', '<', new Date(before).toISOString().slice(0, 10)).execute()
    },
  }
}
