// Counts recorded requests of clients and channels.
import { sql } from 'kysely'
import type { Reader } from '../platform/database/reader.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { TransactionRow } from './store.ts'

type Tables = { transactions: TransactionRow }

// Reading more would take long on a busy gateway.
const maxRead = 1_000_000

/** Counts how many seconds and days since an instant had so many requests of a client or a channel. */
export const countRequestRates =
  (reader: Pick<Reader, 'kysely'>) => async (of: { client: string } | { channel: string }, since: number) => {
    const db = reader.kysely.withTables<Tables>()
    const [column, value] = 'client' in of ? (['client', of.client] as const) : (['channel', of.channel] as const)
    const newest = db
      .selectFrom('transactions')
      .select('requested_at')
      .where(column, '=', value)
      .where('id', '>=', leastIdAt(since))
      .orderBy('id', 'desc')
      .limit(maxRead)
    const count = async (milliseconds: number) => {
      const period = sql<number>`requested_at / ${sql.lit(milliseconds)}`
      const periods = db
        .selectFrom(newest.as('newest'))
        .select([period.as('period'), sql<number>`count(*)`.as('requests')])
        .groupBy(period)
      const rows = await db
        .selectFrom(periods.as('periods'))
        .select(['requests', sql<number>`count(*)`.as('periods')])
        .groupBy('requests')
        .execute()
      return rows.map((row) => ({ requests: Number(row.requests), periods: Number(row.periods) }))
    }
    const [perSecond, perDay] = [await count(1_000), await count(86_400_000)]
    const read = perDay.reduce((sum, { requests, periods }) => sum + requests * periods, 0)
    return { perSecond, perDay, exact: read < maxRead }
  }
