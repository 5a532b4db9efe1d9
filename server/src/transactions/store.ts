import type { TransactionFilters } from '@mediary/contract/transactions'
import { type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from '../platform/database.ts'
import { leastIdAt } from '../platform/ids.ts'

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
type Query<O> = SelectQueryBuilder<Tables, 'transactions', O>

/** `channels` are those whose transactions may be seen. */
export type Search = {
  filters: TransactionFilters
  channels: 'all' | Set<string>
  limit: number
  offset: number
  before?: string | undefined
}

export type TransactionStore = ReturnType<typeof transactionStore>

export function transactionStore(database: Database) {
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
