import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../platform/database/reader.ts'
import { idAfter } from '../../platform/ids.ts'
import { type Between, type Condition, oneOf } from './conditions.ts'

/** Transactions that a table gives by their ids, in their order: what a search can follow without looking at others. */
export type Stream = {
  table: 'transactions' | 'search_keys' | 'reruns' | 'retries'
  id: 'id' | 'transaction_id' | 'parent'
  where: Condition
}
export const everything: Stream = { table: 'transactions', id: 'id', where: sql`1 = 1` }

/** Ids: from the first on, and before the second. */
export type Bounds = { from?: string | undefined; below?: string | undefined }

/** What is asked of what a stream gives, one after the other, and of many that follow each other. */
export type Asked = { rest: Condition | undefined; restOf: (ids: Between) => Condition | undefined }

/** Streams that are followed, and what is asked of what they give. */
type Followed = Asked & { streams: Stream[] }

/** Ids are hexadecimal. */
export const noIdFollows = 'g'

/** `older`: from the newest back. */
export type Range = Bounds & { direction: 'older' | 'newer' }

/** `entries` of each stream at most, or `blocks`, and `wanted` ids at most; none but the first part of it after `until`. */
export type Size = { entries: number; blocks: number; wanted: number; until: number }

/** Ids in order; `end` is where the slice was cut, undefined when nothing is left beyond it. `of`: entries, unless it says. */
export type Slice = { ids: string[]; end: string | undefined; of?: 'blocks' }

const mostCandidates = 4_000

export const ask = async <T>({ kysely }: Reader, query: RawBuilder<T>) => (await query.execute(kysely)).rows

export const slicesOf = (reader: Reader) => (plan: Followed, range: Range, size: Size) => {
  const [first, ...others] = plan.streams
  if (!first) return Promise.resolve<Slice>({ ids: [], end: undefined })
  const alone = others.length === 0 && (plan.rest === undefined || first.table === 'transactions')
  return alone ? sliceOfOne(reader, first, plan, range, size) : sliceOfMany(reader, plan, range, size)
}

export async function sliceOfOne(
  reader: Reader,
  stream: Stream,
  asked: Asked,
  range: Range,
  size: Size,
): Promise<Slice> {
  if (asked.rest === undefined)
    return { ids: await ask(reader, entries(stream, range, size.wanted)).then(idsOf), end: undefined }
  const [end] = idsOf(await ask(reader, sql`${entries(stream, range, 1)} offset ${size.entries - 1}`))
  const part = end === undefined ? range : upTo(range, end)
  const between = { from: sql<string>`${part.from ?? ''}`, to: part.below ?? noIdFollows }
  const rest = stream === everything ? asked.restOf(between) : asked.rest
  const matching = { ...stream, where: sql<boolean>`${stream.where} and ${rest}` }
  return { ids: idsOf(await ask(reader, entries(matching, part, size.wanted))), end }
}

/** What several streams give, merged. What lies beyond the first stream that was cut is left to the next slice. */
async function sliceOfMany(reader: Reader, { streams, rest }: Followed, range: Range, size: Size): Promise<Slice> {
  const each = Math.min(size.entries, Math.ceil(mostCandidates / streams.length))
  const queries = streams.map(
    (stream, n) => sql`select id, ${sql.lit(n)} as n from (${entries(stream, range, each)}) ${sql.raw(`s${n}`)}`,
  )
  const rows = (await ask(reader, sql`${sql.join(queries, sql` union all `)}`)) as { id: string; n: number }[]
  const inOrder = (a: string, b: string) => (a === b ? 0 : a < b === (range.direction === 'newer') ? -1 : 1)
  const cuts = streams.flatMap((_, n) => {
    const own = rows.flatMap((row) => (row.n === n ? [row.id] : []))
    return own.length < each ? [] : own.sort(inOrder).slice(-1)
  })
  const [end] = cuts.sort(inOrder)
  const given = [...new Set(rows.map(({ id }) => id))].sort(inOrder)
  const candidates = end === undefined ? given : given.filter((id) => inOrder(id, end) <= 0)
  if (rest === undefined) return { ids: candidates, end }
  const chosen: Stream = {
    table: 'transactions',
    id: 'id',
    where: sql`${oneOf(reader.engine, candidates)} and ${rest}`,
  }
  return { ids: idsOf(await ask(reader, entries(chosen, range, size.wanted))), end }
}

export const idsOf = (rows: unknown[]) => (rows as { id: string }[]).map(({ id }) => id)

export function entries({ table, id, where }: Stream, { direction, from, below }: Range, limit: number) {
  const key = sql.ref(id)
  const conditions = [
    where,
    ...(from === undefined ? [] : [sql<boolean>`${key} >= ${from}`]),
    ...(below === undefined ? [] : [sql<boolean>`${key} < ${below}`]),
  ]
  return sql`select ${key} as id from ${sql.table(table)} where ${sql.join(conditions, sql` and `)}
    order by ${key} ${sql.raw(direction === 'older' ? 'desc' : 'asc')} limit ${limit}`
}

const upTo = (range: Range, end: string): Range =>
  range.direction === 'older' ? { ...range, from: end } : { ...range, below: idAfter(end) }
export const beyond = (range: Range, end: string): Range =>
  range.direction === 'older' ? { ...range, below: end } : { ...range, from: idAfter(end) }
