import { sql } from 'kysely'
import type { Reader } from '../../platform/database/reader.ts'
import { matchAll } from './conditions.ts'
import type { Plan } from './plan.ts'
import { searchInSlices } from './search-in-slices.ts'
import { fullScan, type Range, selectEntries } from './slice.ts'

/** The number of matches: exact, a lower bound, or an estimate. */
export type Count = { count: number; kind: 'exact' | 'at-least' | 'estimated' }

/** `known`: the number of results that were found before, and the id of the last of them. */
type CountOptions = { plan: Plan; range: Range; limit: number; timeout?: number; known?: KnownCount | undefined }
export type KnownCount = { count: number; last: string }

/** Counts at most `limit` matches, until the timeout. Beyond that it returns an estimate if the engine has one. */
export const countMatches =
  (reader: Reader) =>
  async ({ plan, range, limit, timeout = 100, known }: CountOptions): Promise<Count> => {
    const left = known ? { range: { ...range, below: known.last }, limit: limit - known.count } : { range, limit }
    const beyond = await countUpToLimit(reader, { plan, timeout, ...left })
    const counted = { ...beyond, count: beyond.count + (known?.count ?? 0) }
    if (counted.kind === 'exact') return counted
    const guessed = await estimate(reader, plan, range)
    return guessed !== undefined && guessed > counted.count ? { count: guessed, kind: 'estimated' } : counted
  }

async function countUpToLimit(
  reader: Reader,
  { plan, range, limit, timeout }: Required<Omit<CountOptions, 'known'>>,
): Promise<Count> {
  const [only, ...others] = plan.indexScans
  if (only && others.length === 0 && plan.residual === undefined) {
    const query = sql<{ n: number }>`select count(*) as n from (${selectEntries(only, range, limit)}) counted`
    const count = Number((await query.execute(reader.kysely)).rows[0]?.n)
    return { count, kind: count < limit ? 'exact' : 'at-least' }
  }
  if (timeout <= 0) return { count: 0, kind: 'at-least' }
  const { ids, reached } = await searchInSlices(reader, plan, { ...range, limit, timeout })
  return { count: ids.length, kind: ids.length < limit && reached === undefined ? 'exact' : 'at-least' }
}

async function estimate(
  reader: Reader,
  { indexScans, residual: rest, plain }: Plan,
  range: Range,
): Promise<number | undefined> {
  const [only, ...others] = indexScans
  if (!only || others.length || only.table !== 'transactions' || !plain) return undefined
  if (reader.engine === 'postgres')
    return estimateByPlanner(reader, matchAll([only.where, ...(rest ? [rest] : [])]), range)
  const unbounded = range.from === undefined && range.below === undefined
  return rest === undefined && unbounded ? countRowNumbers(reader) : undefined
}

async function estimateByPlanner(reader: Reader, where: typeof fullScan.where, range: Range) {
  const query = sql<{
    'QUERY PLAN': { Plan: { Plans?: { 'Plan Rows': number }[] } }[]
  }>`explain (format json) ${selectEntries({ ...fullScan, where }, range, 2_000_000_000)}`
  return (await query.execute(reader.kysely)).rows[0]?.['QUERY PLAN'][0]?.Plan.Plans?.[0]?.['Plan Rows']
}

/** Estimates the rows by SQLite's row numbers: removed rows count, too. */
async function countRowNumbers(reader: Reader) {
  const query = sql<{
    n: number
  }>`select (select max(rowid) from transactions) - (select min(rowid) from transactions) + 1 as n`
  return Number((await query.execute(reader.kysely)).rows[0]?.n)
}
