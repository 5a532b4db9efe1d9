import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { type Kysely, sql } from 'kysely'
import { type FoundMessages, headStore } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import { canRerun } from './body-partitions/index.ts'
import { loadCalls } from './calls.ts'
import { takeOver } from './journal/take-over.ts'
import { lineageStore } from './lineage.ts'

/** A transaction without its headers, which `heads` reads. */
export type TransactionRow = {
  id: string
  channel: string
  client: string | null
  client_ip: string
  recognised: string | null
  credential: string | null
  status: TransactionStatus
  requested_at: number
  method: string
  host: string | null
  path: string
  query: string
  request_size: number | null
  can_rerun: number
  responded_at: number | null
  response_status: number | null
  response_size: number | null
  /** The call of the primary route, as JSON. Only its place is surely here: `heads` reads the whole of it. */
  upstream: string | null
  error: string | null
  error_stack: string | null
  properties: string | null
  /** JSON: { request, response }, each a flat list. */
  trailers: string | null
  status_owner: number | null
  /** Bodies that are not kept whole: 1 request, 2 response. */
  truncated: number | null
  /** 1: it was recorded in shadow mode, and forwarded nowhere. */
  shadow: number | null
}

/** A row that has its headers. */
export type StoredTransaction = TransactionRow & { request_headers: string; response_headers: string | null }

/** A row as it is found: its headers may be in a body file. */
export type FoundTransaction = StoredTransaction & FoundMessages

type Tables = { transactions: TransactionRow }

export type TransactionStore = ReturnType<typeof transactionStore>

export function transactionStore(database: Database) {
  const db = database.kysely.withTables<Tables>()

  return {
    heads: headStore(database),

    find: (id: string): Promise<TransactionRow | undefined> =>
      db
        .selectFrom('transactions')
        .selectAll()
        .select(canRerun.as('can_rerun'))
        .where('id', '=', id)
        .executeTakeFirst(),

    /** Where transactions come from and what came of them. */
    lineage: lineageStore(database).load,

    calls: (id: string) => loadCalls(database, id),

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

    /** Ends those whose outcome could not be written; what was written of them stays. */
    async endUnwritten(ids: string[], at: number) {
      await takeOver(database)
      await endUnderWay(db, at, 'The outcome could not be recorded').where('id', 'in', ids).execute()
    },

    /** Ends what a dead worker left: transactions whose ids it made, none of them older than `since`. */
    async interrupt({ processId, since }: { processId: string; since: string }, at: number): Promise<number> {
      await takeOver(database)
      const text = 'Interrupted: the gateway worker ended before every upstream had answered'
      const { numUpdatedRows } = await endUnderWay(db, at, text)
        .where('id', '>=', since)
        .where(sql<string>`substr(id, 13, 6)`, '=', processId)
        .executeTakeFirst()
      return Number(numUpdatedRows)
    },
  }
}

/** Of those that are under way. */
const endUnderWay = (db: Kysely<Tables>, at: number, error: string) =>
  db
    .updateTable('transactions')
    .set({
      status: sql<TransactionStatus>`case when response_status is null then 'Failed' else 'Completed with error(s)' end`,
      responded_at: sql<number>`coalesce(responded_at, ${at})`,
      error: sql<string>`coalesce(error, ${error})`,
    })
    .where('status_owner', 'is', null)
    // An asynchronous transaction that has been answered waits for its mediator, not for a worker.
    .where(sql<boolean>`(status = 'Processing' or (status = 'Pending Async' and response_status is null))`)
