import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../platform/database/reader.ts'
import { idAfter } from '../../platform/ids.ts'
import { type Condition, type IdRange, isOneOfIds } from './conditions.ts'

/** A scan of an index that gives ids of transactions in order. */
export type IndexScan = {
  table: 'transactions' | 'search_keys' | 'reruns' | 'retries' | 'issue_members'
  id: 'id' | 'transaction_id' | 'parent' | 'member'
  where: Condition
}
export const fullScan: IndexScan = { table: 'transactions', id: 'id', where: sql`1 = 1` }

/** A range of ids that includes `from` and excludes `below`. */
export type IdBounds = { from?: string | undefined; below?: string | undefined }

/** The residual condition, checked for each id of a scan; and its form for all ids of a range. */
export type Residual = { residual: Condition | undefined; residualBetween: (ids: IdRange) => Condition | undefined }

/** The scans of a search, and the residual condition. */
type Scans = Residual & { indexScans: IndexScan[] }

/** A bound above every id: ids are hexadecimal. */
export const afterEveryId = 'g'

/** A range of ids with the direction of the search. `older`: from the newest back. */
export type Range = IdBounds & { direction: 'older' | 'newer' }

/** Bounds of a slice: entries of each scan, segments, ids, and the time after which only the first part is done. */
export type SliceSize = { entries: number; segments: number; wanted: number; until: number }

/** Ids in order. The slice ends at `end`; undefined when nothing is left beyond it. `unit` is what was read, by default entries. */
export type Slice = { ids: string[]; end: string | undefined; unit?: 'segments' }

const maxCandidates = 4_000

/** Runs a query whose text gives rows of type `Row`. */
export const runQuery = async <Row>({ kysely }: Reader, query: RawBuilder<unknown>): Promise<Row[]> =>
  (await sql<Row>`${query}`.execute(kysely)).rows

export const sliceScans = (reader: Reader) => (plan: Scans, range: Range, size: SliceSize) => {
  const [first, ...others] = plan.indexScans
  if (!first) return Promise.resolve<Slice>({ ids: [], end: undefined })
  const alone = others.length === 0 && (plan.residual === undefined || first.table === 'transactions')
  return alone ? sliceOneScan(reader, first, plan, range, size) : mergeScans(reader, plan, range, size)
}

export async function sliceOneScan(
  reader: Reader,
  scan: IndexScan,
  filter: Residual,
  range: Range,
  size: SliceSize,
): Promise<Slice> {
  if (filter.residual === undefined)
    return { ids: await runQuery<IdRow>(reader, selectEntries(scan, range, size.wanted)).then(toIds), end: undefined }
  const [end] = toIds(await runQuery<IdRow>(reader, sql`${selectEntries(scan, range, 1)} offset ${size.entries - 1}`))
  const part = end === undefined ? range : rangeUpTo(range, end)
  const between = { from: sql<string>`${part.from ?? ''}`, to: part.below ?? afterEveryId }
  const residual = scan === fullScan ? filter.residualBetween(between) : filter.residual
  const matching = { ...scan, where: sql<boolean>`${scan.where} and ${residual}` }
  return { ids: toIds(await runQuery<IdRow>(reader, selectEntries(matching, part, size.wanted))), end }
}

/** Merges several scans. Everything beyond the end of the first truncated scan is left to the next slice. */
async function mergeScans(
  reader: Reader,
  { indexScans, residual }: Scans,
  range: Range,
  size: SliceSize,
): Promise<Slice> {
  const each = Math.min(size.entries, Math.ceil(maxCandidates / indexScans.length))
  const queries = indexScans.map(
    (scan, n) => sql`select id, ${sql.lit(n)} as n from (${selectEntries(scan, range, each)}) ${sql.raw(`s${n}`)}`,
  )
  const rows = await runQuery<{ id: string; n: number }>(reader, sql`${sql.join(queries, sql` union all `)}`)
  const inOrder = (a: string, b: string) => (a === b ? 0 : a < b === (range.direction === 'newer') ? -1 : 1)
  const cuts = indexScans.flatMap((_, n) => {
    const own = rows.flatMap((row) => (row.n === n ? [row.id] : []))
    return own.length < each ? [] : own.sort(inOrder).slice(-1)
  })
  const [end] = cuts.sort(inOrder)
  const given = [...new Set(rows.map(({ id }) => id))].sort(inOrder)
  const candidates = end === undefined ? given : given.filter((id) => inOrder(id, end) <= 0)
  if (residual === undefined) return { ids: candidates, end }
  const chosen: IndexScan = {
    table: 'transactions',
    id: 'id',
    where: sql`${isOneOfIds(reader.engine, candidates)} and ${residual}`,
  }
  return { ids: toIds(await runQuery<IdRow>(reader, selectEntries(chosen, range, size.wanted))), end }
}

export type IdRow = { id: string }
export const toIds = (rows: IdRow[]) => rows.map(({ id }) => id)

export function selectEntries({ table, id, where }: IndexScan, { direction, from, below }: Range, limit: number) {
  const key = sql.ref(id)
  const conditions = [
    where,
    ...(from === undefined ? [] : [sql<boolean>`${key} >= ${from}`]),
    ...(below === undefined ? [] : [sql<boolean>`${key} < ${below}`]),
  ]
  return sql`select ${key} as id from ${sql.table(table)} where ${sql.join(conditions, sql` and `)}
    order by ${key} ${sql.raw(direction === 'older' ? 'desc' : 'asc')} limit ${limit}`
}

const rangeUpTo = (range: Range, end: string): Range =>
  range.direction === 'older' ? { ...range, from: end } : { ...range, below: idAfter(end) }
export const rangeBeyond = (range: Range, end: string): Range =>
  range.direction === 'older' ? { ...range, below: end } : { ...range, from: idAfter(end) }
