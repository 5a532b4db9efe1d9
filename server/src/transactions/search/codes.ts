import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import { type Condition, type Kept, some } from './conditions.ts'
import { type Leaf, oneOfNamed } from './predicates.ts'
import { absent, type Facet } from './segments/fields.ts'

export type Codes = NonNullable<TransactionFilters['response.status']>

/** Whether a filter of response statuses takes a code; undefined is no response. */
export function takesCode(filter: Codes, code: number | undefined) {
  const { $eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists } = filter
  const is = (wanted: number | string) =>
    code !== undefined && (typeof wanted === 'number' ? code === wanted : Math.floor(code / 100) === Number(wanted[0]))
  const known = (compare: (code: number) => boolean) => code !== undefined && compare(code)
  return (
    ($eq === undefined || is($eq)) &&
    ($in === undefined || $in.some(is)) &&
    ($ne === undefined || !is($ne)) &&
    !$nin?.some(is) &&
    ($gt === undefined || known((it) => it > $gt)) &&
    ($gte === undefined || known((it) => it >= $gte)) &&
    ($lt === undefined || known((it) => it < $lt)) &&
    ($lte === undefined || known((it) => it <= $lte)) &&
    ($exists === undefined || $exists === (code !== undefined))
  )
}

const codes = Array.from({ length: 500 }, (_, n) => 100 + n)

type CodeRange = { from: number; to: number }

/** The codes a filter takes, as ranges that include both ends. */
function rangesOf(filter: Codes): CodeRange[] {
  const ranges: CodeRange[] = []
  for (const code of codes) {
    if (!takesCode(filter, code)) continue
    const last = ranges.at(-1)
    if (last?.to === code - 1) last.to = code
    else ranges.push({ from: code, to: code })
  }
  return ranges
}

export const hasCode = (kept: Kept, filter: Codes): Condition =>
  some([
    ...rangesOf(filter).map(({ from, to }): Condition => sql`${kept} between ${from} and ${to}`),
    ...(takesCode(filter, undefined) ? [sql<boolean>`${kept} is null`] : []),
  ])

/** All codes that are taken, one by one: a value that is named is found without asking every block. */
export const codeLeaf = (facets: Facet[], filter: Codes): Leaf =>
  oneOfNamed(facets, [
    ...codes.filter((code) => takesCode(filter, code)).map(String),
    ...(takesCode(filter, undefined) ? [absent] : []),
  ])
