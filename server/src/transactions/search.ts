import type { TransactionFilters } from '@mediary/contract/transaction-search'
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from '../platform/database.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { TransactionRow } from './store.ts'

type Tables = { transactions: TransactionRow }
type Query<O> = SelectQueryBuilder<Tables, 'transactions', O>

/** `channels` are those whose transactions may be seen. */
export type Search = {
  filters: TransactionFilters
  channels: 'all' | Set<string>
  limit: number
  offset: number
  before?: string | undefined
}

export type TransactionSearch = ReturnType<typeof transactionSearch>

export function transactionSearch(database: Database) {
  const db = database.kysely.withTables<Tables>()

  return {
    async list({ filters, channels, limit, offset, before }: Search): Promise<TransactionRow[]> {
      let query = filtered(db.selectFrom('transactions').selectAll(), filters, channels)
      if (before) query = query.where('id', '<', before)
      return query.orderBy('id', 'desc').limit(limit).offset(offset).execute()
    },

    /** Counts at most `limit`: a list never counts everything. */
    async count({ filters, channels, limit }: Pick<Search, 'filters' | 'channels' | 'limit'>): Promise<number> {
      const found = filtered(db.selectFrom('transactions').select('id'), filters, channels).limit(limit)
      const row = await db
        .selectFrom(found.as('found'))
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirst()
      return Number(row?.n ?? 0)
    },
  }
}

function filtered<O>(query: Query<O>, filters: TransactionFilters, channels: 'all' | Set<string>): Query<O> {
  const status = filters['response.status']
  const time = filters['request.timestamp']
  const host = filters['request.host']
  const port = filters['request.port']
  return query
    .$if(channels !== 'all', (q) => q.where('channel', 'in', [...(channels as Set<string>), '']))
    .$if(filters.status !== undefined, (q) => withStatus(q, filters.status ?? ''))
    .$if(filters.channelID !== undefined, (q) => q.where('channel', '=', filters.channelID ?? ''))
    .$if(filters.clientID !== undefined, (q) => q.where('client', '=', filters.clientID ?? ''))
    .$if(filters['request.method'] !== undefined, (q) => q.where('method', '=', filters['request.method'] ?? ''))
    .$if(host !== undefined, (q) =>
      q.where(like('host', port === undefined ? `${escaped(host)}%` : `${escaped(host)}:${escaped(port)}`)),
    )
    .$if(host === undefined && port !== undefined, (q) => q.where(like('host', `%:${escaped(port)}`)))
    .$if(filters['request.path'] !== undefined, (q) => q.where(like('path', `%${escaped(filters['request.path'])}%`)))
    .$if(filters['request.querystring'] !== undefined, (q) =>
      q.where(like('query', `%${escaped(filters['request.querystring'])}%`)),
    )
    .$if(status !== undefined, (q) => q.where(...atLeast(status)).where(...below(status)))
    .$if(time?.$gte !== undefined, (q) => q.where('id', '>=', leastIdAt(time?.$gte ?? 0)))
    .$if(time?.$gt !== undefined, (q) => q.where('id', '>=', leastIdAt((time?.$gt ?? 0) + 1)))
    .$if(time?.$lte !== undefined, (q) => q.where('id', '<', leastIdAt((time?.$lte ?? 0) + 1)))
    .$if(time?.$lt !== undefined, (q) => q.where('id', '<', leastIdAt(time?.$lt ?? 0)))
}

// The words of the partial index, so that it is used.
const isIndexed = sql<boolean>`status not in ('Processing', 'Successful')`
/** Nothing that is older than the oldest open transaction of any worker is under way. */
const mayBeUnderWay = sql<boolean>`id >= (select min(since) from workers)`

function withStatus<O>(query: Query<O>, status: string): Query<O> {
  const having = query.where('status', '=', status)
  if (status === 'Successful') return having
  return having.where(status === 'Processing' ? mayBeUnderWay : isIndexed)
}

const escaped = (text = '') => text.replace(/[\\%_]/g, '\\$&')

const like = (name: 'host' | 'path' | 'query', pattern: string) =>
  sql<boolean>`lower(${sql.ref(name)}) like ${pattern.toLowerCase()} escape '\\'`

const firstOf = (status: string | number | undefined) =>
  typeof status === 'string' ? Number(status[0]) * 100 : Number(status)
const atLeast = (status: string | number | undefined) => ['response_status', '>=', firstOf(status)] as const
const below = (status: string | number | undefined) =>
  ['response_status', '<', firstOf(status) + (typeof status === 'string' ? 100 : 1)] as const
