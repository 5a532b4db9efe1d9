import type { Anchored } from '@mediary/contract/transactions/text-pattern'
import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '../../platform/database/reader.ts'

/** A part of a `where`, over the columns of `transactions`. */
export type Condition = RawBuilder<boolean>
/** A column, or a part of one. */
export type Expression = RawBuilder<unknown>

export type Choice<T> = {
  $eq?: T | undefined
  $ne?: T | undefined
  $in?: T[] | undefined
  $nin?: T[] | undefined
  $exists?: boolean | undefined
}

export const matchAll = (conditions: Condition[]): Condition =>
  conditions.length ? sql`(${sql.join(conditions, sql` and `)})` : sql`1 = 1`
export const matchAny = (conditions: Condition[]): Condition =>
  conditions.length ? sql`(${sql.join(conditions, sql` or `)})` : sql`1 = 0`
export const not = (condition: Condition): Condition => sql`not coalesce(${condition}, ${sql.lit(false)})`

/**
 * Tells if there is a row, by one lookup for each transaction. The planners may turn an `exists` into a join: SQLite then reads
 * the whole other table first, and PostgreSQL may start with it.
 */
export const hasRow = (query: RawBuilder<unknown>): Condition => sql`(select 1 ${query} limit 1) is not null`

/** A range of consecutive ids that includes both ends. */
export type IdRange = { from: RawBuilder<string>; to: string }

/** Tells if an expression is in a list. The list is one parameter, so that the statement is the same for every length. */
export const matchOne = (engine: Reader['engine'], expression: Expression, values: readonly string[]): Condition =>
  engine === 'sqlite'
    ? sql`${expression} in (select value from json_each(${JSON.stringify(values)}))`
    : sql`${expression} = any(${values}::text[])`
export const isOneOfIds = (engine: Reader['engine'], ids: readonly string[]): Condition =>
  matchOne(engine, sql`id`, ids)

/** Builds the conditions of a choice. A missing value differs from every value, as in OpenHIM. */
export function choiceConditions<T>(
  { $eq, $ne, $in, $nin, $exists }: Choice<T>,
  is: (value: T) => Condition,
  exists: Condition,
) {
  const conditions: Condition[] = []
  if ($eq !== undefined) conditions.push(is($eq))
  if ($in) conditions.push(matchAny($in.map(is)))
  if ($ne !== undefined) conditions.push(not(is($ne)))
  if ($nin?.length) conditions.push(not(matchAny($nin.map(is))))
  if ($exists !== undefined) conditions.push($exists ? exists : not(exists))
  return conditions
}

/** Tells if a choice matches one value. */
export function matchesChoice<T>({ $eq, $ne, $in, $nin, $exists }: Choice<T>, value: T | undefined): boolean {
  return (
    ($eq === undefined || value === $eq) &&
    (!$in || (value !== undefined && $in.includes(value))) &&
    ($ne === undefined || value !== $ne) &&
    !(value !== undefined && $nin?.includes(value)) &&
    ($exists === undefined || $exists === (value !== undefined))
  )
}

export const valueConditions = <T>(expression: Expression, choice: Choice<T>): Condition[] =>
  choiceConditions(choice, (value) => sql`${expression} = ${value}`, sql`${expression} is not null`)

const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')
const like = (expression: Expression, pattern: string): Condition =>
  sql`lower(${expression}) like ${pattern.toLowerCase()} escape '\\'`

const host = sql.ref('host')
export const hostConditions = (choice: Choice<string>): Condition[] =>
  choiceConditions(
    choice,
    (name) => matchAny([sql`lower(host) = ${name.toLowerCase()}`, like(host, `${escapeLike(name)}:%`)]),
    sql`host is not null`,
  )

export const portConditions = (choice: Choice<string>): Condition[] =>
  choiceConditions(choice, (port) => like(host, `%:${escapeLike(port)}`), like(host, '%:%'))

export type TextChoice = Choice<string> & { $part?: string | undefined; $anchored?: Anchored | undefined }

function toLikePattern(text: string, anchored: Anchored | undefined) {
  const before = anchored === 'start' || anchored === 'both' ? '' : '%'
  const after = anchored === 'end' || anchored === 'both' ? '' : '%'
  return before + escapeLike(text) + after
}

export const textConditions = (expression: Expression, { $part, $anchored, ...choice }: TextChoice): Condition[] => [
  ...($part === undefined ? [] : [like(expression, toLikePattern($part, $anchored))]),
  ...valueConditions(expression, choice),
]

/** Returns the values that a choice names; undefined when it names none. */
export function namedValues<T>({ $eq, $in }: Choice<T>): T[] | undefined {
  if ($eq !== undefined) return [$eq].filter((value) => !$in || $in.includes(value))
  return $in && [...new Set($in)]
}
