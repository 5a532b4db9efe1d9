import type { Metric } from '@mediary/contract/operations/metrics'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../platform/database/database.ts'
import { addTimes, parseTimes, type ResponseTimes, readPercentile } from './response-times/rules.ts'
import { addRows, buildRows, type Minute, type Row, summed, type Tables } from './rows.ts'
import { type Ending, endingOf, findStart, type Kind, keptFor, kinds, toDateParts } from './rules.ts'
import { buildOffsets } from './zone.ts'

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
  /** Whether percentiles are told as well: their counts are added up here, not in the store. */
  percentiles?: boolean
}

export type MetricsStore = ReturnType<typeof metricsStore>

/** Of more rows no percentiles are told: a year of hours of a hundred channels would be a gigabyte. */
const maxRowsOfTimes = 20_000

export function metricsStore(database: Database, timeZone: string) {
  const db = database.kysely.withTables<Tables>()
  const offsetAt = buildOffsets(timeZone)

  return {
    ...calendar(offsetAt),

    /** Adds to what is there, whoever wrote it: several nodes may share the store. All or none. */
    async add(minutes: Minute[]) {
      const rows = buildRows(minutes, (kind, at) => findStart(kind, at, offsetAt))
      await db.transaction().execute((trx) => addRows(trx, rows))
    },

    /** Counts as another ending what was counted as one. False when it has not been written yet, or is no longer kept. */
    async move({ channel, at, from, to }: Move): Promise<boolean> {
      const [less, more] = [columnOf[endingOf[from]], columnOf[endingOf[to]]]
      if (less === more) return true
      const starts = kinds.map((kind) => ({ kind, start: findStart(kind, at, offsetAt) }))
      return db.transaction().execute((trx) => moveOne(trx, { channel, less, more }, starts))
    },

    /** Ascending by start, then channel. */
    async read(question: Question): Promise<Metric[]> {
      const { channels, by, percentiles } = question
      if (channels !== 'all' && channels.length === 0) return []
      const rows = await selectRows(db, question)
        .select(totals)
        .$if(by.time, (query) => query.select('start').groupBy('start').orderBy('start'))
        .$if(by.channel, (query) => query.select('channel').groupBy('channel').orderBy('channel'))
        .having(sql<boolean>`count(*) > 0`)
        .execute()
      const times = percentiles ? await readTimes(db, question) : undefined
      return rows.map((row) => ({ ...toMetric(row, offsetAt), ...toPercentiles(times?.get(toKey(by, row)), row) }))
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

/** Selects the rows of a question. */
const selectRows = (db: Kysely<Tables>, { kind, from, to, channels }: Question) =>
  db
    .selectFrom('metrics')
    .where('kind', '=', kind)
    .where('start', '>=', from)
    .where('start', '<=', to)
    .$if(channels !== 'all', (query) => query.where('channel', 'in', channels === 'all' ? [] : channels))

type Place = { start?: number | undefined; channel?: string | undefined }

/** Returns the key of the group of a row. */
const toKey = (by: Question['by'], { start, channel }: Place) => `${by.time ? start : ''} ${by.channel ? channel : ''}`

/** Adds up the response times of each group; undefined of too many rows. */
async function readTimes(db: Kysely<Tables>, question: Question): Promise<Map<string, ResponseTimes> | undefined> {
  const rows = await selectRows(db, question)
    .select(['start', 'channel', 'times'])
    .where('times', 'is not', null)
    .limit(maxRowsOfTimes + 1)
    .execute()
  if (rows.length > maxRowsOfTimes) return undefined
  const groups = new Map<string, ResponseTimes>()
  for (const row of rows) {
    const key = toKey(question.by, row)
    groups.set(key, addTimes(groups.get(key) ?? [], parseTimes(row.times)))
  }
  return groups
}

/** Returns the percentiles of a group. The shortest and the longest time are known exactly. */
function toPercentiles(times: ResponseTimes | undefined, { min_time: min, max_time: max }: Group) {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((part) => readPercentile(times ?? [], part))
  if (p50 === undefined || p95 === undefined || p99 === undefined) return {}
  const within = (time: number) => Math.round(Math.min(Math.max(time, min), max))
  return { p50: within(p50), p95: within(p95), p99: within(p99) }
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

type Group = Omit<Row, 'kind' | 'start' | 'channel' | 'times'> & {
  start?: number | undefined
  channel?: string | undefined
}

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

// PostgreSQL sums bigint as numeric, which arrives as text.
const total = (column: (typeof summed)[number]) => sql<number>`cast(sum(${sql.ref(column)}) as bigint)`
const totals = () => [
  ...summed.map((column) => total(column).as(column)),
  sql<number>`min(min_time)`.as('min_time'),
  sql<number>`max(max_time)`.as('max_time'),
]

const asMetric = (row: Omit<Row, 'kind' | 'start' | 'channel' | 'times'>) => ({
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
