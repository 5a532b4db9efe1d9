import { sql } from 'kysely'
import type { Database } from '../platform/database.ts'
import { lineage } from './lineage.ts'

export type TransactionRow = {
  id: string
  channel: string
  client: string | null
  client_ip: string
  recognised: string | null
  status: string
  requested_at: number
  method: string
  host: string | null
  path: string
  query: string
  request_headers: string
  request_size: number | null
  can_rerun: number
  responded_at: number | null
  response_status: number | null
  response_headers: string | null
  response_size: number | null
  upstream: string | null
  error: string | null
}
type Tables = { transactions: TransactionRow }

export type TransactionStore = ReturnType<typeof transactionStore>

export function transactionStore(database: Database) {
  const db = database.kysely.withTables<Tables>()

  return {
    find: (id: string): Promise<TransactionRow | undefined> =>
      db.selectFrom('transactions').selectAll().where('id', '=', id).executeTakeFirst(),

    /** Where transactions come from and what came of them. */
    kin: lineage(database).of,

    async existsFor(channel: string): Promise<boolean> {
      return Boolean(
        await db.selectFrom('transactions').select('id').where('channel', '=', channel).limit(1).executeTakeFirst(),
      )
    },

    /** Ends one whose outcome is known to nobody any more; one that has an answer stays as it is. */
    async endUnanswered(id: string, at: number) {
      await db
        .updateTable('transactions')
        .set({ status: 'Failed', responded_at: at, error: 'The outcome could not be recorded' })
        .where('id', '=', id)
        .where('status', '=', 'Processing')
        .where('responded_at', 'is', null)
        .execute()
    },

    /** Ends what a dead worker left: transactions whose ids it made, none of them older than `since`. */
    async interrupt({ maker, since }: { maker: string; since: string }, at: number): Promise<number> {
      const { numUpdatedRows } = await db
        .updateTable('transactions')
        .set({
          status: 'Failed',
          responded_at: at,
          error: 'Interrupted: the gateway worker ended before the upstream had answered',
        })
        .where('id', '>=', since)
        .where('status', '=', 'Processing')
        .where(sql<string>`substr(id, 13, 6)`, '=', maker)
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },
  }
}
