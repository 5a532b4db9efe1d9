import type { TransactionFilters } from '@mediary/contract/transactions/filters'
import { sql } from 'kysely'
import { type Condition, type Expression, matchAny } from './conditions.ts'
import { namedValuesPredicate, type Predicate } from './predicates.ts'
import { absentValue, type Field } from './segments/fields.ts'

export type StatusFilter = NonNullable<TransactionFilters['response.status']>

/** Tells if a filter matches a response status; undefined is a missing response. */
function matchesStatus(filter: StatusFilter, code: number | undefined) {
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

/** Returns the statuses that a filter matches, as ranges that include both ends. */
function toRanges(filter: StatusFilter): CodeRange[] {
  const ranges: CodeRange[] = []
  for (const code of codes) {
    if (!matchesStatus(filter, code)) continue
    const last = ranges.at(-1)
    if (last?.to === code - 1) last.to = code
    else ranges.push({ from: code, to: code })
  }
  return ranges
}

export const statusCondition = (expression: Expression, filter: StatusFilter): Condition =>
  matchAny([
    ...toRanges(filter).map(({ from, to }): Condition => sql`${expression} between ${from} and ${to}`),
    ...(matchesStatus(filter, undefined) ? [sql<boolean>`${expression} is null`] : []),
  ])

/** Names all matching statuses one by one: a named value is found without reading every segment. */
export const statusPredicate = (fields: Field[], filter: StatusFilter): Predicate =>
  namedValuesPredicate(fields, [
    ...codes.filter((code) => matchesStatus(filter, code)).map(String),
    ...(matchesStatus(filter, undefined) ? [absentValue] : []),
  ])
