import type { Metric } from '@mediary/contract/operations/metrics'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { added, type Ending, endingOf, findStart, type Kind, keptFor, kinds, type Tally, toDateParts } from './rules.ts'
import { buildOffsets } from './zone.ts'

type Row = {
  kind: Kind
  start: number
  channel: string
  requests: number
  total_time: number
  min_time: number
  max_time: number
  failed: number
  successful: number
  processing: number
  completed: number
  completed_with_errors: number
}
type Tables = { metrics: Row }

/** The counts of a channel in one minute. `minute`: its start. */
export type Minute = Tally & { channel: string; minute: number }

/** A transaction that was counted at `at` ends otherwise. */
export type Move = { channel: string; at: number; from: TransactionStatus; to: TransactionStatus }

type Column = 'failed' | 'successful' | 'processing' | 'completed' | 'completed_with_errors'
const columnOf: Record<Ending, Column> = {
  failed: 'failed',
  successful: 'successful',
  processing: 'processing',
  completed: 'completed',
  completedWithErrors: 'completed_with_errors',
}

/** `channels`: those that may be seen. */
export type Question = {
  kind: Kind
  from: number
  to: number
  channels: 'all' | string[]
  by: { time: boolean; channel: boolean }
}

export type MetricsStore = ReturnType<typeof metricsStore>

// SQLite takes 32,766 parameters in a statement, and each row has twelve.
const rowsAtOnce = 500

export function metricsStore(database: Database, timeZone: string) {
  const db = database.kysely.withTables<Tables>()
  const offsetAt = buildOffsets(timeZone)

  return {
    ...calendar(offsetAt),

    /** Adds to what is there, whoever wrote it: several nodes may share the store. All or none. */
    async add(minutes: Minute[]) {
      const rows = buildRows(minutes, (kind, at) => findStart(kind, at, offsetAt))
      await db.transaction().execute(async (trx) => {
        for (let i = 0; i < rows.length; i += rowsAtOnce) {
          await trx
            .insertInto('metrics')
            .values(rows.slice(i, i + rowsAtOnce))
            .onConflict((conflict) => conflict.columns(['kind', 'start', 'channel']).doUpdateSet(sums))
            .execute()
        }
      })
    },

    /** Counts as another ending what was counted as one. False when it has not been written yet, or is no longer kept. */
    async move({ channel, at, from, to }: Move): Promise<boolean> {
      const [less, more] = [columnOf[endingOf[from]], columnOf[endingOf[to]]]
      if (less === more) return true
      const starts = kinds.map((kind) => ({ kind, start: findStart(kind, at, offsetAt) }))
      return db.transaction().execute((trx) => moveOne(trx, { channel, less, more }, starts))
    },

    /** Ascending by start, then channel. */
    async read({ kind, from, to, channels, by }: Question): Promise<Metric[]> {
      if (channels !== 'all' && channels.length === 0) return []
      const rows = await db
        .selectFrom('metrics')
        .select(totals)
        .$if(by.time, (query) => query.select('start').groupBy('start').orderBy('start'))
        .$if(by.channel, (query) => query.select('channel').groupBy('channel').orderBy('channel'))
        .where('kind', '=', kind)
        .where('start', '>=', from)
        .where('start', '<=', to)
        .$if(channels !== 'all', (query) => query.where('channel', 'in', channels === 'all' ? [] : channels))
        .having(sql<boolean>`count(*) > 0`)
        .execute()
      return rows.map((row) => toMetric(row, offsetAt))
    },

    /** Removes what is too old to be asked for in such detail. */
    async prune(now: number) {
      for (const kind of kinds)
        if (Number.isFinite(keptFor[kind]))
          await db
            .deleteFrom('metrics')
            .where('kind', '=', kind)
            .where('start', '<', now - keptFor[kind])
            .execute()
    },
  }
}

/** The days of the time zone of the metrics. */
const calendar = (offsetAt: ReturnType<typeof buildOffsets>) => ({
  /** Returns when the day of an instant began. */
  findDayStart: (at: number) => findStart('day', at, offsetAt),

  /** Returns the day, the weekday and the hour of an instant. 0 is Sunday. */
  toLocal(at: number) {
    const local = at + offsetAt(at)
    const day = Math.floor(local / 86_400_000)
    return { day, weekday: (day + 4) % 7, hour: Math.floor(local / 3_600_000) % 24 }
  },

  /** Returns the date of an instant, such as 2026-01-31. */
  nameDay: (at: number) => new Date(at + offsetAt(at)).toISOString().slice(0, 10),
})

type Group = Omit<Row, 'kind' | 'start' | 'channel'> & { start?: number | undefined; channel?: string | undefined }

const toMetric = ({ start, channel, ...tally }: Group, offsetAt: ReturnType<typeof buildOffsets>): Metric => ({
  ...asMetric(tally),
  ...(start !== undefined && { timestamp: new Date(start).toISOString() }),
  _id: {
    ...(channel !== undefined && { channelID: channel }),
    ...(start !== undefined && toDateParts(start, offsetAt)),
  },
})

type Moved = { channel: string; less: Column; more: Column }

async function moveOne(trx: Kysely<Tables>, { channel, less, more }: Moved, starts: { kind: Kind; start: number }[]) {
  const changed = await Promise.all(
    starts.map(async ({ kind, start }) => {
      const { numUpdatedRows } = await trx
        .updateTable('metrics')
        .set({ [less]: sql`${sql.ref(less)} - 1`, [more]: sql`${sql.ref(more)} + 1` })
        .where('kind', '=', kind)
        .where('start', '=', start)
        .where('channel', '=', channel)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    }),
  )
  return changed.includes(true)
}

/** A minute counts for itself, its hour and its day. Always in the same order: nodes that wait for each other's rows would never end. */
function buildRows(minutes: Minute[], start: (kind: Kind, at: number) => number): Row[] {
  const rows = new Map<string, { kind: Kind; start: number; channel: string; tally: Tally }>()
  for (const { channel, minute, ...tally } of minutes)
    for (const kind of kinds) {
      const at = start(kind, minute)
      const key = `${kind} ${at} ${channel}`
      const former = rows.get(key)
      rows.set(key, { kind, start: at, channel, tally: former ? added(former.tally, tally) : tally })
    }
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { kind, start, channel, tally }]) => ({
      kind,
      start,
      channel,
      requests: tally.requests,
      total_time: tally.totalTime,
      min_time: tally.minTime,
      max_time: tally.maxTime,
      failed: tally.failed,
      successful: tally.successful,
      processing: tally.processing,
      completed: tally.completed,
      completed_with_errors: tally.completedWithErrors,
    }))
}

const summed = [
  'requests',
  'total_time',
  'failed',
  'successful',
  'processing',
  'completed',
  'completed_with_errors',
] as const

const sum = (column: string) => sql<number>`metrics.${sql.ref(column)} + excluded.${sql.ref(column)}`
const sums = {
  ...Object.fromEntries(summed.map((column) => [column, sum(column)])),
  min_time: sql<number>`case when excluded.min_time < metrics.min_time then excluded.min_time else metrics.min_time end`,
  max_time: sql<number>`case when excluded.max_time > metrics.max_time then excluded.max_time else metrics.max_time end`,
}

// PostgreSQL sums bigint as numeric, which arrives as text.
const total = (column: (typeof summed)[number]) => sql<number>`cast(sum(${sql.ref(column)}) as bigint)`
const totals = () => [
  ...summed.map((column) => total(column).as(column)),
  sql<number>`min(min_time)`.as('min_time'),
  sql<number>`max(max_time)`.as('max_time'),
]

const asMetric = (row: Omit<Row, 'kind' | 'start' | 'channel'>) => ({
  total: row.requests,
  avgResp: row.total_time / row.requests,
  minResp: row.min_time,
  maxResp: row.max_time,
  failed: row.failed,
  successful: row.successful,
  processing: row.processing,
  completed: row.completed,
  completedWErrors: row.completed_with_errors,
})
