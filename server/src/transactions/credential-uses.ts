import { sql } from 'kysely'
import type { Reader } from '../platform/database/reader.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { TransactionRow } from './store.ts'

type Tables = { transactions: TransactionRow }

// Reading more would take long on a busy gateway.
const maxRead = 1_000_000

/** Counts the requests of a client that used one credential since an instant, by channel. */
export const countCredentialUses =
  (reader: Pick<Reader, 'kysely'>) => async (client: string, credential: string, since: number) => {
    const db = reader.kysely.withTables<Tables>()
    const newest = db
      .selectFrom('transactions')
      .select(['channel', 'credential'])
      .where('client', '=', client)
      .where('id', '>=', leastIdAt(since))
      .orderBy('id', 'desc')
      .limit(maxRead)
    const rows = await db
      .selectFrom(newest.as('newest'))
      .select(['channel', sql<number>`count(case when credential = ${credential} then 1 end)`.as('requests')])
      .select(sql<number>`count(*)`.as('read'))
      .groupBy('channel')
      .execute()
    const channels = rows.map(({ channel, requests }) => ({ channel, requests: Number(requests) }))
    return {
      channels: channels.filter(({ requests }) => requests > 0).sort((a, b) => b.requests - a.requests),
      exact: rows.reduce((sum, { read }) => sum + Number(read), 0) < maxRead,
    }
  }
