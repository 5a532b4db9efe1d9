import { sql } from 'kysely'
import type { Database } from '../platform/database.ts'

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

    async existsFor(channel: string): Promise<boolean> {
      return Boolean(
        await db.selectFrom('transactions').select('id').where('channel', '=', channel).limit(1).executeTakeFirst(),
      )
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
