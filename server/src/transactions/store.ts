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
  request_body: Uint8Array | null
  request_size: number | null
  can_rerun: number
  responded_at: number | null
  response_status: number | null
  response_headers: string | null
  response_body: Uint8Array | null
  response_size: number | null
  upstream: string | null
  error: string | null
}
type ChunkRow = { transaction_id: string; part: string; n: number; bytes: Uint8Array }
type Tables = { transactions: TransactionRow; body_chunks: ChunkRow }

export type TransactionStore = ReturnType<typeof transactionStore>

export function transactionStore(database: Database) {
  const db = database.kysely.withTables<Tables>()

  return {
    find: (id: string): Promise<TransactionRow | undefined> =>
      db.selectFrom('transactions').selectAll().where('id', '=', id).executeTakeFirst(),

    /** The first bytes of a body that was recorded in chunks. */
    async chunked(id: string, part: 'request' | 'response', limit: number): Promise<Uint8Array> {
      const pieces: Uint8Array[] = []
      for (let n = 0, size = 0; size < limit; n++) {
        const row = await db
          .selectFrom('body_chunks')
          .select('bytes')
          .where('transaction_id', '=', id)
          .where('part', '=', part)
          .where('n', '=', n)
          .executeTakeFirst()
        if (!row) break
        pieces.push(row.bytes)
        size += row.bytes.length
      }
      return Buffer.concat(pieces).subarray(0, limit)
    },

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
