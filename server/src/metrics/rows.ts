// The stored rows of the metrics, and how counts are added to them.
import { type Kysely, sql } from 'kysely'
import { addTimes, parseTimes, writeTimes } from './response-times/rules.ts'
import { added, type Kind, kinds, type Tally } from './rules.ts'

export type Row = {
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
  /** Null: counted before there were percentiles. */
  times: string | null
}
export type Tables = { metrics: Row }

/** The counts of a channel in one minute. `minute`: its start. */
export type Minute = Tally & { channel: string; minute: number }

// SQLite takes 32,766 parameters in a statement, and each row has thirteen.
const rowsAtOnce = 500

/** Adds rows to those that are there. Their response times are added up here: no engine can do it. */
async function addPart(trx: Kysely<Tables>, rows: readonly Row[]) {
  const key = ['kind', 'start', 'channel'] as const
  // This locks the rows, so that nobody else adds to their response times meanwhile.
  await trx
    .insertInto('metrics')
    .values(rows.map((row) => ({ ...row, times: null })))
    .onConflict((conflict) => conflict.columns(key).doUpdateSet(sums))
    .execute()
  const stored = await trx
    .selectFrom('metrics')
    .select([...key, 'times'])
    .where('start', 'in', [...new Set(rows.map(({ start }) => start))])
    .where('channel', 'in', [...new Set(rows.map(({ channel }) => channel))])
    .execute()
  const name = ({ kind, start, channel }: Pick<Row, (typeof key)[number]>) => `${kind} ${start} ${channel}`
  const former = new Map(stored.map((row) => [name(row), row.times]))
  const merged = rows.map((row) => ({
    ...row,
    times: writeTimes(addTimes(parseTimes(former.get(name(row)) ?? null), parseTimes(row.times))),
  }))
  await trx
    .insertInto('metrics')
    .values(merged)
    .onConflict((conflict) => conflict.columns(key).doUpdateSet({ times: sql`excluded.times` }))
    .execute()
}

/** Adds rows to those that are there, whoever wrote them. */
export async function addRows(trx: Kysely<Tables>, rows: readonly Row[]) {
  for (let i = 0; i < rows.length; i += rowsAtOnce) await addPart(trx, rows.slice(i, i + rowsAtOnce))
}

/** A minute counts for itself, its hour and its day. Always in the same order: nodes that wait for each other's rows would never end. */
export function buildRows(minutes: Minute[], start: (kind: Kind, at: number) => number): Row[] {
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
      times: writeTimes(tally.times),
    }))
}

export const summed = [
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
