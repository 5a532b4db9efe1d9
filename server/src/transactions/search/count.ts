import { sql } from 'kysely'
import type { Reader } from '../../platform/database/reader.ts'
import { all } from './conditions.ts'
import type { Plan } from './plan.ts'
import { entries, everything, type Range } from './slice.ts'
import { walk } from './walk.ts'

/** How many match: all of them, at least so many, or about so many. */
export type Count = { count: number; kind: 'exact' | 'at-least' | 'estimated' }

/** `seen`: so many have been found already, the last of them with this id. */
type Counting = { made: Plan; range: Range; limit: number; patience?: number; seen?: Seen | undefined }
export type Seen = { count: number; last: string }

/** Never counts more than `limit` and never longer than its patience, if it has any. What is beyond is guessed when the engine can. */
export const counter =
  (reader: Reader) =>
  async ({ made, range, limit, patience = 100, seen }: Counting): Promise<Count> => {
    const left = seen ? { range: { ...range, below: seen.last }, limit: limit - seen.count } : { range, limit }
    const beyond = await countedBy(reader, { made, patience, ...left })
    const counted = { ...beyond, count: beyond.count + (seen?.count ?? 0) }
    if (counted.kind === 'exact') return counted
    const guessed = await guess(reader, made, range)
    return guessed !== undefined && guessed > counted.count ? { count: guessed, kind: 'estimated' } : counted
  }

async function countedBy(
  reader: Reader,
  { made, range, limit, patience }: Required<Omit<Counting, 'seen'>>,
): Promise<Count> {
  const [only, ...others] = made.streams
  if (only && others.length === 0 && made.rest === undefined) {
    const query = sql<{ n: number }>`select count(*) as n from (${entries(only, range, limit)}) counted`
    const count = Number((await query.execute(reader.kysely)).rows[0]?.n)
    return { count, kind: count < limit ? 'exact' : 'at-least' }
  }
  if (patience <= 0) return { count: 0, kind: 'at-least' }
  const { ids, reached } = await walk(reader, made, { ...range, limit, patience })
  return { count: ids.length, kind: ids.length < limit && reached === undefined ? 'exact' : 'at-least' }
}

async function guess(reader: Reader, { streams, rest, plain }: Plan, range: Range): Promise<number | undefined> {
  const [only, ...others] = streams
  if (!only || others.length || only.table !== 'transactions' || !plain) return undefined
  if (reader.engine === 'postgres') return guessedByPlanner(reader, all([only.where, ...(rest ? [rest] : [])]), range)
  const unbounded = range.from === undefined && range.below === undefined
  return rest === undefined && unbounded ? rowsEverMade(reader) : undefined
}

async function guessedByPlanner(reader: Reader, where: typeof everything.where, range: Range) {
  const query = sql<{
    'QUERY PLAN': { Plan: { Plans?: { 'Plan Rows': number }[] } }[]
  }>`explain (format json) ${entries({ ...everything, where }, range, 2_000_000_000)}`
  return (await query.execute(reader.kysely)).rows[0]?.['QUERY PLAN'][0]?.Plan.Plans?.[0]?.['Plan Rows']
}

/** SQLite numbers rows as they come; what was removed since is counted too. */
async function rowsEverMade(reader: Reader) {
  const query = sql<{
    n: number
  }>`select (select max(rowid) from transactions) - (select min(rowid) from transactions) + 1 as n`
  return Number((await query.execute(reader.kysely)).rows[0]?.n)
}
