// Reads the transactions of the last minutes, in bounded time: the newest ones only, by the range of their ids.
import { type RawBuilder, sql } from 'kysely'
import { jsonField } from '../platform/database/json-field.ts'
import type { Reader } from '../platform/database/reader.ts'
import { leastIdAt } from '../platform/ids.ts'
import type { RecentTransaction } from './events.ts'

const maxCounted = 20_000
const maxRecent = 500
const maxAge = 3_600_000
// A request that began earlier ends now: its end is an event too.
const maxDuration = 120_000

type Tables = {
  transactions: {
    id: string
    channel: string
    client: string | null
    status: string
    requested_at: number
    responded_at: number | null
    response_status: number | null
    upstream: string | null
  }
  calls: { transaction_id: string; key: string; name: string; status: number | null; definition: string }
  reruns: { id: string; attempt: number | null }
}

type Flow = {
  client: string | undefined
  channel: string
  route: string | undefined
  primary: boolean
  count: number
  errors: number
}

export type TrafficReader = ReturnType<typeof trafficReader>
type Context = ReturnType<typeof createContext>

/** Returns the reader of recent traffic. */
export function trafficReader(reader: Reader, now: () => number = Date.now) {
  const context = createContext(reader, now)
  return { recent: readRecent(context), flows: countFlows(context) }
}

function createContext({ engine, kysely }: Reader, now: () => number) {
  const db = kysely.withTables<Tables>()
  return {
    engine,
    db,
    now,
    newest: (since: number, limit: number) =>
      db.selectFrom('transactions').where('id', '>=', leastIdAt(since)).orderBy('id', 'desc').limit(limit),
  }
}

/** Returns a function that reads the newest transactions of some channels that may have begun or ended since an instant. */
const readRecent =
  ({ db, now, newest }: Context) =>
  async (since: number, channels: string[]): Promise<RecentTransaction[]> => {
    if (channels.length === 0) return []
    const rows = await newest(Math.max(since, now() - maxAge) - maxDuration, maxRecent)
      .select(['id', 'channel', 'status', 'requested_at', 'responded_at', 'response_status', 'upstream'])
      .where('channel', 'in', channels)
      .execute()
    const ids = rows.map(({ id }) => id)
    if (ids.length === 0) return []
    const calls = await db
      .selectFrom('calls')
      .select(['transaction_id', 'key', 'name', 'status', 'definition'])
      .where('transaction_id', 'in', ids)
      .orderBy('key')
      .execute()
    const attempts = await db.selectFrom('reruns').select(['id', 'attempt']).where('id', 'in', ids).execute()
    const attemptsById = new Map(attempts.map(({ id, attempt }) => [id, attempt ?? undefined]))
    const callsById = Map.groupBy(calls, ({ transaction_id }) => transaction_id)
    return rows.map((row) => ({
      ...toTransaction(row),
      calls: (callsById.get(row.id) ?? []).map(toCall),
      attempt: attemptsById.get(row.id),
    }))
  }

/**
 * Returns a function that counts the newest requests by client, channel and route. `from` is later than asked for when
 * there are too many.
 */
const countFlows =
  (context: Context) =>
  async (duration: number, channels: string[]): Promise<{ from: number; until: number; flows: Flow[] }> => {
    const until = context.now()
    const asked = until - duration
    const newest = context.newest(asked, 1).select(['id', 'requested_at'])
    const oldest = await newest.offset(maxCounted).executeTakeFirst()
    const from = oldest ? Number(oldest.requested_at) : asked
    if (channels.length === 0) return { from, until, flows: [] }
    const since = oldest?.id ?? leastIdAt(asked)
    const primary = await countPrimary(context, since, channels)
    return { from, until, flows: [...primary, ...(await countSecondary(context, since, channels))] }
  }

async function countPrimary({ db, engine }: Context, since: string, channels: string[]): Promise<Flow[]> {
  const route = jsonField(engine, sql`upstream`, ['name'])
  const rows = await db
    .selectFrom('transactions')
    .select(['client', 'channel', route.as('route')])
    .select(({ fn }) => [
      fn.countAll().as('count'),
      sum(isError(sql`response_status`, sql`status = 'Failed'`)).as('errors'),
    ])
    .where('id', '>=', since)
    .where('channel', 'in', channels)
    .groupBy(['client', 'channel', route])
    .execute()
  return rows.map((row) => toFlow({ ...row, primary: true }))
}

async function countSecondary({ db }: Context, since: string, channels: string[]): Promise<Flow[]> {
  const rows = await db
    .selectFrom('calls')
    .innerJoin('transactions', 'transactions.id', 'calls.transaction_id')
    .select(['transactions.client', 'transactions.channel', 'calls.name as route'])
    .select(({ fn }) => [
      fn.countAll().as('count'),
      sum(isError(sql`calls.status`, sql`calls.status is null`)).as('errors'),
    ])
    .where('calls.transaction_id', '>=', since)
    .where('transactions.channel', 'in', channels)
    .where('calls.key', 'like', 'r%')
    .where('calls.key', 'not like', '%.%')
    .groupBy(['transactions.client', 'transactions.channel', 'calls.name'])
    .execute()
  return rows.map((row) => toFlow({ ...row, primary: false }))
}

const sum = (condition: RawBuilder<unknown>) => sql<number>`sum(case when ${condition} then 1 else 0 end)`
const isError = (status: RawBuilder<unknown>, failed: RawBuilder<unknown>) => sql`${failed} or ${status} >= 500`

type Counted = {
  client: string | null
  channel: string
  route: string | null
  primary: boolean
  count: number | string | bigint
  errors: number
}

const toFlow = ({ client, route, count, errors, ...rest }: Counted): Flow => ({
  ...rest,
  client: client ?? undefined,
  route: route ?? undefined,
  count: Number(count),
  errors: Number(errors),
})

const toNumber = (value: number | null) => (value === null ? undefined : Number(value))

function toTransaction(row: Omit<Tables['transactions'], 'client'>) {
  const upstream: { name: string; at?: number } | undefined = row.upstream ? JSON.parse(row.upstream) : undefined
  const startedAt = Number(row.requested_at)
  return {
    id: row.id,
    channel: row.channel,
    startedAt,
    endedAt: toNumber(row.responded_at),
    status: toNumber(row.response_status),
    failed: row.status === 'Failed',
    primary: upstream && { name: upstream.name, startedAt: upstream.at || startedAt },
  }
}

function toCall({ key, name, status, definition }: Tables['calls']) {
  const { request, response, error } = JSON.parse(definition)
  return {
    isRoute: /^rp?\d+$/.test(key),
    name,
    startedAt: request?.timestamp,
    endedAt: response?.timestamp ?? (error ? request?.timestamp : undefined),
    status: toNumber(status),
    failed: Boolean(error),
  }
}
